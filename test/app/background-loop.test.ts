import { once } from "node:events";
import t from "tap";
import { startBackgroundLoop } from "../../src/app/background-loop.ts";

t.test(
  "a job rests after each step that had work, and takes no other step meanwhile",
  async (t) => {
    const log: string[] = [];
    const resting = Promise.withResolvers<void>();
    const rested = Promise.withResolvers<void>();
    const idle = Promise.withResolvers<void>();
    const loop = startBackgroundLoop({
      step: async () => {
        const hasWork = !log.includes("step");
        log.push("step");
        if (!hasWork) idle.resolve();
        return hasWork;
      },
      idleMs: 60_000,
      rest: async (workMs) => {
        t.ok(workMs >= 0);
        log.push("rest");
        resting.resolve();
        await rested.promise;
      },
      onError: (error) => t.error(error),
    });
    await resting.promise;
    t.strictSame(log, ["step", "rest"]);
    rested.resolve();
    await idle.promise;
    await loop.stop();
    t.strictSame(log, ["step", "rest", "step"]);
  },
);

t.test("a stop ends the rest of a job", async (t) => {
  const resting = Promise.withResolvers<void>();
  const loop = startBackgroundLoop({
    step: async () => true,
    idleMs: 60_000,
    rest: async (_workMs, signal) => {
      resting.resolve();
      if (!signal.aborted) await once(signal, "abort");
    },
    onError: (error) => t.error(error),
  });
  await resting.promise;
  await loop.stop();
});

t.test("a job goes on after a step that failed, and reports it", async (t) => {
  const errors: unknown[] = [];
  const again = Promise.withResolvers<void>();
  const loop = startBackgroundLoop({
    step: async () => {
      if (errors.length === 0) throw new Error("no database");
      again.resolve();
      return false;
    },
    idleMs: 1,
    rest: async () => {
      t.fail("a step that failed or found nothing had no work");
    },
    onError: (error) => errors.push(error),
  });
  await again.promise;
  await loop.stop();
  t.match(errors, [{ message: "no database" }]);
});
