import t from "tap";
import { createFairShare, createFairShares } from "../../../src/services/shared/fair-share.ts";

const options = { placesMax: 2, waitingMax: 2, waitMaxMs: 60_000, detail: "busy" };

/** Work that the test ends, and a list of started work. */
function startWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    work: (name: string) => () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    },
    end: (name: string) => ends.get(name)?.(),
  };
}

t.test("work beyond the places waits in order, and beyond the queue is rejected", async (t) => {
  const { run, load } = createFairShare(options);
  const { begun, work, end } = startWork();
  const results = ["a", "b", "c", "d"].map((name) => run(work(name)));
  await t.rejects(run(work("e")), { code: "unavailable", retryAfterSeconds: Number });
  t.strictSame(begun, ["a", "b"]);
  t.strictSame(load(), { taken: 2, waiting: 2 });
  end("b");
  await results[1];
  t.strictSame(begun, ["a", "b", "c"]);
  for (const name of ["a", "c"]) end(name);
  await results[2];
  end("d");
  t.strictSame(await Promise.all(results), ["a", "b", "c", "d"]);
  t.strictSame(load(), { taken: 0, waiting: 0 });
});

t.test("work that fails releases its place", async (t) => {
  const { run, load } = createFairShare({ ...options, placesMax: 1 });
  const failing = run(async () => {
    throw new Error("no");
  });
  const next = run(async () => "yes");
  await t.rejects(failing, { message: "no" });
  t.equal(await next, "yes");
  t.strictSame(load(), { taken: 0, waiting: 0 });
});

t.test("large work takes all places, and small work does not overtake it", async (t) => {
  const { run } = createFairShare(options);
  const { begun, work, end } = startWork();
  const small = run(work("small"));
  const large = run(work("large"), 9);
  const late = run(work("late"));
  t.strictSame(begun, ["small"]);
  end("small");
  await small;
  t.strictSame(begun, ["small", "large"]);
  end("large");
  await large;
  end("late");
  t.equal(await late, "late");
});

t.test("work that waits too long is rejected, and other work continues", async (t) => {
  const { run, load } = createFairShare({ ...options, waitMaxMs: 1 });
  const { work, end } = startWork();
  const first = run(work("first"), 2);
  await t.rejects(run(work("second")), { code: "unavailable" });
  t.strictSame(load(), { taken: 2, waiting: 0 });
  end("first");
  t.equal(await first, "first");
});

t.test("work rests before other work that waits, and the place stays taken", async (t) => {
  const rested = Promise.withResolvers<void>();
  const rests: number[] = [];
  const rest = async (workMs: number) => {
    rests.push(workMs);
    await rested.promise;
  };
  let idle = 0;
  const count = () => {
    idle += 1;
  };
  const { run, load } = createFairShare({ ...options, placesMax: 1, rest }, count);
  const { work, end } = startWork();
  const [first, second] = [run(work("first")), run(async () => "second")];
  end("first");
  await first;
  t.strictSame(load(), { taken: 1, waiting: 1 });
  t.equal(rests.length, 1);
  t.ok((rests[0] ?? -1) >= 0);
  rested.resolve();
  t.equal(await second, "second");
  t.equal(rests.length, 1, "nothing waits any more");
  t.equal(idle, 1);
  t.strictSame(load(), { taken: 0, waiting: 0 });
});

t.test("each key has a separate share", async (t) => {
  const { run } = createFairShares({ ...options, placesMax: 1, waitingMax: 0 });
  const { begun, work, end } = startWork();
  const noisy = run("noisy", work("noisy"));
  await t.rejects(run("noisy", work("again")), { code: "unavailable" });
  const quiet = run("quiet", work("quiet"));
  t.strictSame(begun, ["noisy", "quiet"]);
  for (const name of begun) end(name);
  t.strictSame(await Promise.all([noisy, quiet]), ["noisy", "quiet"]);
  const again = run("noisy", work("again"));
  end("again");
  t.equal(await again, "again");
});
