// When to use Drizzle and when SQL by hand.
//
// Drizzle: one table, one row or a plain list. The function takes the transaction first.
// SQL by hand: joins that shape an answer, sets (`unnest`), `for update skip locked`, common table
// expressions and pipelined statements. The function returns a `Statement`, which the caller
// executes or pipelines. It takes the transaction first only if it executes several statements.

/** SQL that is prepared once per connection, under its name. */
export interface Sql {
  readonly name: string;
  readonly text: string;
}

/** SQL with its values, and the mapping of its rows to a result. Mappers only map: they create nothing. */
export interface Statement<Result> {
  readonly sql: Sql;
  readonly values: readonly unknown[];
  readonly rowMode: "array" | undefined;
  /** `false` when there is nothing to do: the statement is not sent, and its result is that of no rows. */
  readonly isNeeded: boolean;
  mapRows(rows: readonly unknown[]): Result;
}

/** One statement for each result. */
export type Statements<Results extends readonly unknown[]> = {
  readonly [Index in keyof Results]: Statement<Results[Index]>;
};

type Values = readonly unknown[];

/** A statement whose rows are arrays, in the order of the columns: for the most frequent reads. */
export function arrayRows<Row extends readonly unknown[], Result>(
  sql: Sql,
  values: Values,
  mapRows: (rows: readonly Row[]) => Result,
): Statement<Result> {
  const isNeeded = true;
  return { sql, values, rowMode: "array", isNeeded, mapRows: (rows) => mapRows(rows as Row[]) };
}

/** A statement whose result is all its rows, as objects with the names of the columns. */
export function listRows<Row>(sql: Sql, values: Values): Statement<Row[]>;
export function listRows<Row, Result>(
  sql: Sql,
  values: Values,
  mapRow: (row: Row) => Result,
): Statement<Result[]>;
export function listRows<Row>(sql: Sql, values: Values, mapRow = (row: Row): unknown => row) {
  return objectRows(sql, values, (rows: readonly Row[]) => rows.map(mapRow));
}

/** A statement whose result is its first row, or `undefined`. */
export function findRow<Row>(sql: Sql, values: Values): Statement<Row | undefined> {
  return objectRows(sql, values, ([row]: readonly Row[]) => row);
}

/** A statement whose result is the number of its rows. */
export function countRows(sql: Sql, values: Values): Statement<number> {
  return objectRows(sql, values, (rows) => rows.length);
}

/** A statement whose result is whether it has a row. */
export function hasRows(sql: Sql, values: Values): Statement<boolean> {
  return objectRows(sql, values, (rows) => rows.length > 0);
}

/** A statement without a result. */
export function command(sql: Sql, values: Values): Statement<void> {
  return objectRows(sql, values, () => {});
}

/** The statement, which is not sent when there are no items to work on. */
export function unlessEmpty<Result>(
  items: readonly unknown[],
  statement: Statement<Result>,
): Statement<Result> {
  return { ...statement, isNeeded: items.length > 0 };
}

/** A statement whose rows are mapped as a whole. */
export function objectRows<Row, Result>(
  sql: Sql,
  values: Values,
  mapRows: (rows: readonly Row[]) => Result,
): Statement<Result> {
  const isNeeded = true;
  return { sql, values, rowMode: undefined, isNeeded, mapRows: (rows) => mapRows(rows as Row[]) };
}
