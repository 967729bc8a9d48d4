import t from "tap";
import { inMicroBatches } from "../../src/mail/micro-batch.ts";

const gatherMs = 1;

t.test("concurrent calls run in one batch, and each gets its own result", async (t) => {
  const batches: (readonly number[])[] = [];
  const double = inMicroBatches(async (numbers: readonly number[]) => {
    batches.push([...numbers]);
    return numbers.map((number) => 2 * number);
  }, gatherMs);
  t.strictSame(await Promise.all([double(1), double(2), double(3)]), [2, 4, 6]);
  t.equal(await double(4), 8);
  t.strictSame(batches, [[1, 2, 3], [4]]);
});

t.test(
  "calls during a batch go into the next one, and batches never run concurrently",
  async (t) => {
    const first = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    let inFlight = 0;
    const answer = inMicroBatches(async (items: readonly string[]) => {
      inFlight += 1;
      t.equal(inFlight, 1);
      begun.resolve();
      if (items.includes("first")) await first.promise;
      inFlight -= 1;
      return items;
    }, gatherMs);
    const early = answer("first");
    await begun.promise;
    const late = answer("second");
    first.resolve();
    t.strictSame(await Promise.all([early, late]), ["first", "second"]);
  },
);

t.test("a failed batch fails all its calls, and the next batch runs", async (t) => {
  const refuse = inMicroBatches(async (items: readonly string[]) => {
    if (items.includes("bad")) throw new Error("Rejected");
    return items;
  }, gatherMs);
  const together = await Promise.allSettled([refuse("good"), refuse("bad")]);
  t.strictSame(
    together.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  t.equal(await refuse("good"), "good");
});
