import t from "tap";
import { mapInSteps, rowsPerStep } from "../../../src/domain/steps.ts";
import { runSteps } from "../../../src/services/shared/run-steps.ts";

const rows = Array.from({ length: 2 * rowsPerStep + 1 }, (_, index) => index);

t.test("other work can run between two steps", async (t) => {
  const order: string[] = [];
  const steps = mapInSteps(rows, (row) => row % rowsPerStep === 0 && order.push("step"));
  setImmediate(() => order.push("other"));
  await runSteps(steps);
  t.strictSame(order, ["step", "other", "step", "step"]);
});

t.test("an error in a step rejects the work", async (t) => {
  const steps = mapInSteps(rows, (row) => {
    if (row === 2 * rowsPerStep) throw new Error("the last row");
  });
  await t.rejects(runSteps(steps), { message: "the last row" });
});
