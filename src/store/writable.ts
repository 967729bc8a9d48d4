import { ReadOnlyServerError } from "./errors.ts";
import { question } from "./statement.ts";

/** Throws a `ReadOnlyServerError` when the server takes no writes. */
export const writable = question(
  { name: "read_only", text: "select current_setting('transaction_read_only')" },
  [],
  ([row]: readonly (readonly [string])[]) => {
    if (row?.[0] !== "off") throw new ReadOnlyServerError();
  },
);
