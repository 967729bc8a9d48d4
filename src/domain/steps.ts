// Long work in steps, so that a caller can do other work between them.

/** Yields after each step; returns the result. */
export type Steps<Result> = Generator<undefined, Result>;

/** Maximum number of rows of a step: about a millisecond of work. */
export const rowsPerStep = 250;

/** Runs all steps without interruption. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Maps rows in order, `rowsPerStep` rows a step. */
export function* mapInSteps<Row, Value>(
  rows: readonly Row[],
  map: (row: Row, index: number) => Value,
): Steps<Value[]> {
  const values: Value[] = [];
  for (const [index, row] of rows.entries()) {
    if (index > 0 && index % rowsPerStep === 0) yield;
    values.push(map(row, index));
  }
  return values;
}
