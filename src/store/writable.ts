import { ReadOnlyServerError } from "./errors.ts";
import { arrayRows } from "./statement.ts";

/** Throws a `ReadOnlyServerError` when the server takes no writes. */
export const writable = arrayRows(
  { name: "read_only", text: "select current_setting('transaction_read_only')" },
  [],
  ([row]: readonly (readonly [string])[]) => {
    if (row?.[0] !== "off") throw new ReadOnlyServerError();
  },
);
