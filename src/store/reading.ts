// Questions that stand by themselves, so that several of them can be asked at once.
import type pg from "pg";

/** Prepared once a connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** What is asked, and what is made of the rows that come: arrays, in the order of the columns. */
export interface Reading<Answer> {
  readonly statement: Statement;
  readonly values: readonly unknown[];
  gather(rows: readonly (readonly unknown[])[]): Answer;
}

/** One reading for each answer. */
export type Readings<Answers extends readonly unknown[]> = {
  readonly [Index in keyof Answers]: Reading<Answers[Index]>;
};

/** Makes a reading whose rows have the given form. */
export function reading<Row extends readonly unknown[], Answer>(
  statement: Statement,
  values: readonly unknown[],
  gather: (rows: readonly Row[]) => Answer,
): Reading<Answer> {
  return { statement, values, gather: (rows) => gather(rows as readonly Row[]) };
}

/** Asks on a connection whose scope is set. */
export async function askOn<Answer>(
  client: pg.PoolClient,
  { statement, values, gather }: Reading<Answer>,
): Promise<Answer> {
  const { rows } = await client.query({ ...statement, values: [...values], rowMode: "array" });
  return gather(rows);
}
