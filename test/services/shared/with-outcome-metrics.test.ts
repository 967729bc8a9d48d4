import t from "tap";
import { notFound } from "../../../src/domain/errors.ts";
import { withOutcomeMetrics } from "../../../src/services/shared/with-outcome-metrics.ts";

t.test("each call counts once, with its error code, and its result stays the same", async (t) => {
  const counted: string[] = [];
  const use = withOutcomeMetrics(
    (result) => counted.push(result),
    async (error: Error | undefined, value: string) => {
      if (error) throw error;
      return value;
    },
  );
  t.equal(await use(undefined, "a result"), "a result");
  await t.rejects(use(notFound(), ""), { code: "not-found" });
  await t.rejects(use(new Error("a bug"), ""), { message: "a bug" });
  t.strictSame(counted, ["success", "not-found", "internal-error"]);
});
