import t from "tap";
import { restAfter, restMsAfter } from "../../../src/services/shared/rest.ts";

t.test("a rest is three times as long as the work, and at most a second", async (t) => {
  t.equal(restMsAfter(0), 0);
  t.equal(restMsAfter(0.5), 1.5);
  t.equal(restMsAfter(333), 999);
  t.equal(restMsAfter(334), 1_000);
  t.equal(restMsAfter(60_000), 1_000);
});

t.test("a rest ends by itself, and earlier when its work is stopped", async (t) => {
  const ended: string[] = [];
  await Promise.all([
    restAfter(10).then(() => ended.push("rested")),
    restAfter(1_000, AbortSignal.abort()).then(() => ended.push("stopped")),
  ]);
  t.strictSame(ended, ["stopped", "rested"]);
});
