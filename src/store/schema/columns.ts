// Column types that Drizzle does not have, or has with other options.
import { customType, timestamp } from "drizzle-orm/pg-core";

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** Id of a transaction, which never repeats in a cluster. */
export const xid8 = customType<{ data: string }>({ dataType: () => "xid8" });

export const timestamptz = (name: string) =>
  timestamp(name, { withTimezone: true, mode: "date", precision: 3 });
