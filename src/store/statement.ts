// Independent statements, so that they can be pipelined. Drizzle is for the schema, one table, one row or a plain list;
// SQL by hand is for joins that shape an answer, sets (`unnest`), `for update skip locked`, common table expressions
// and pipelined statements.

/** Prepared once per connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A statement with its values, and how its rows are mapped. */
export interface Question<Answer> {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  readonly rowMode: "array" | undefined;
  gather(rows: readonly unknown[]): Answer;
}

/** One for each answer. */
export type Questions<Answers extends readonly unknown[]> = {
  readonly [Index in keyof Answers]: Question<Answers[Index]>;
};

/** A question whose rows are arrays, in the order of the columns: for what is read most. */
export function question<Row extends readonly unknown[], Answer>(
  statement: Statement,
  values: readonly unknown[],
  gather: (rows: readonly Row[]) => Answer,
): Question<Answer> {
  return { statement, values, rowMode: "array", gather: (rows) => gather(rows as Row[]) };
}

/** A question whose rows are objects, by the names of the columns. */
export function questionByName<Row extends object, Answer>(
  statement: Statement,
  values: readonly unknown[],
  gather: (rows: readonly Row[]) => Answer,
): Question<Answer> {
  return { statement, values, rowMode: undefined, gather: (rows) => gather(rows as Row[]) };
}
