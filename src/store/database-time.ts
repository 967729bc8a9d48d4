import { arrayRows } from "./statement.ts";

/** The clock of the database, in milliseconds since 1970. */
export const databaseTime = arrayRows(
  {
    name: "database_time",
    text: "select (extract(epoch from clock_timestamp()) * 1000)::float8",
  },
  [],
  ([row]: readonly (readonly [number])[]) => row?.[0] ?? Number.NaN,
);
