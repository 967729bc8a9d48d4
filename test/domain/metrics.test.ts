import t from "tap";
import { noMetrics } from "../../src/domain/metrics.ts";

t.test("the metrics that record nothing accept every call", async (t) => {
  t.equal(
    noMetrics.countRequest({ method: "GET", route: undefined, status: 200, seconds: 1 }),
    undefined,
  );
  t.equal(noMetrics.countLogin("password", "success"), undefined);
  t.equal(noMetrics.countActivation("link-used"), undefined);
  t.equal(noMetrics.countThrottled("login by address"), undefined);
  t.equal(noMetrics.countMail("sent"), undefined);
});
