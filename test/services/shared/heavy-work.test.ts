import t from "tap";
import type { SchoolPrincipal } from "../../../src/domain/principal.ts";
import { createHeavyWork, heavy } from "../../../src/services/shared/heavy-work.ts";

const school = { brin: "01AA" };

t.test("a school runs one heavy operation at a time and queues two", async (t) => {
  const heavyWork = createHeavyWork();
  const gate = Promise.withResolvers<void>();
  let running = 0;
  let runningMax = 0;
  const work = async () => {
    running += 1;
    runningMax = Math.max(runningMax, running);
    await gate.promise;
    running -= 1;
  };
  const accepted = [1, 2, 3].map(() => heavyWork.run(school, work));
  await t.rejects(heavyWork.run(school, work), { code: "unavailable", retryAfterSeconds: Number });
  t.equal(await heavyWork.run({ brin: "02BB" }, async () => "at once"), "at once");
  t.throws(() => heavyWork.requireRoom(school), { code: "unavailable" });
  t.doesNotThrow(() => heavyWork.requireRoom({ brin: "02BB" }));
  gate.resolve();
  await Promise.all(accepted);
  t.equal(runningMax, 1);
  t.doesNotThrow(() => heavyWork.requireRoom(school));
  t.equal(await heavyWork.run(school, async () => "free again"), "free again");
});

t.test("a wrapped operation is heavy work of the school of its caller", async (t) => {
  const asked: string[] = [];
  const list = heavy(
    {
      run: async ({ brin }, work) => {
        asked.push(brin);
        return await work();
      },
    },
    async (principal: SchoolPrincipal, ...filters: string[]) => [principal.subject, ...filters],
  );
  const principal = { ...school, subject: "LK1" } as SchoolPrincipal;
  t.strictSame(await list(principal, "a", "b"), ["LK1", "a", "b"]);
  t.strictSame(asked, ["01AA"]);
});
