import t from "tap";
import { finish, mapInSteps, rowsPerStep } from "../../src/domain/steps.ts";
import { writeCsv } from "../../src/formats/csv.ts";

const rows = Array.from({ length: 2 * rowsPerStep + 1 }, (_, index) => index);

t.test("work in steps gives the same result as work in one step", async (t) => {
  const double = (row: number) => 2 * row;
  const steps = mapInSteps(rows, double);
  t.equal(steps.next().done, false);
  t.equal(steps.next().done, false);
  t.strictSame(steps.next(), { done: true, value: rows.map(double) });
  t.strictSame(finish(mapInSteps(rows, double)), rows.map(double));
  t.strictSame(finish(mapInSteps([], double)), []);
});

t.test("a table in steps has one header and every row once", async (t) => {
  const table = writeCsv(
    ["a"],
    rows.map((a) => ({ a })),
  );
  t.strictSame(table.replace("\uFEFF", "").trim().split("\r\n"), [
    '"a"',
    ...rows.map((row) => `"${row}"`),
  ]);
  t.strictSame(writeCsv(["a"], []).replace("\uFEFF", "").trim(), '"a"');
});
