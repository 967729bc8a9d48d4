import t from "tap";
import { median, ratios, slope } from "./rounds.ts";
import { judge, rangeOfMedian } from "./verdict.ts";

/** As many rounds as wanted, evenly from `low` to `high`. */
const rounds = (count: number, low: number, high: number) =>
  Array.from({ length: count }, (_, index) => low + ((high - low) * index) / (count - 1));

t.test("the range of a median contains it with 95 % probability", async (t) => {
  // Ranks of the sign test, as in statistical tables.
  const ranks = { 6: [1, 6], 8: [1, 8], 9: [2, 8], 12: [3, 10], 15: [4, 12], 25: [8, 18] };
  for (const [count, expected] of Object.entries(ranks)) {
    t.strictSame(rangeOfMedian(rounds(Number(count), 1, Number(count))), expected, count);
  }
});

t.test("the range of fewer than six rounds is their whole spread", async (t) => {
  t.strictSame(rangeOfMedian([3, 1, 2]), [1, 3]);
  t.strictSame(rangeOfMedian([7]), [7, 7]);
});

t.test(
  "a promise is kept or not only if the whole range is on one side of the limit",
  async (t) => {
    const verdict = (low: number, high: number, bound: Parameters<typeof judge>[1]) =>
      judge(rounds(7, low, high), bound).verdict;
    t.equal(verdict(0.8, 0.9, { atMost: 1 }), "kept");
    t.equal(verdict(0.8, 1, { atMost: 1 }), "kept");
    t.equal(verdict(0.8, 1.01, { atMost: 1 }), "unclear");
    t.equal(verdict(1.01, 1.2, { atMost: 1 }), "not kept");
    t.equal(verdict(1.01, 1.2, { atLeast: 1 }), "kept");
    t.equal(verdict(0.99, 1.2, { atLeast: 1 }), "unclear");
    t.equal(verdict(0.8, 0.9, { atLeast: 1 }), "not kept");
    t.equal(verdict(0.96, 1.04, { between: [0.95, 1.05] }), "kept");
    t.equal(verdict(0.94, 1.04, { between: [0.95, 1.05] }), "unclear");
    t.equal(verdict(1.06, 1.1, { between: [0.95, 1.05] }), "not kept");
  },
);

t.test("an unclear verdict says how many rounds it needs", async (t) => {
  const unclear = (low: number, high: number) => judge(rounds(7, low, high), { atMost: 1 });
  const near = unclear(0.9, 1.08).roundsNeeded ?? 0;
  const far = unclear(0.7, 1.08).roundsNeeded ?? 0;
  t.ok(near > far, `${near} rounds near the limit, ${far} far from it`);
  t.ok(far > 7, "more than there were");
  t.equal(unclear(0.9, 1.1).roundsNeeded, Number.POSITIVE_INFINITY, "the median is on the limit");
  t.equal(judge(rounds(7, 0.8, 0.9), { atMost: 1 }).roundsNeeded, undefined);
});

t.test("the rounds it needs are enough at the same spread", async (t) => {
  // Quantiles of an even distribution from 0.85 to 1.1 with the median 0.975.
  const few = judge(rounds(7, 0.85, 1.1), { atMost: 1 });
  t.equal(few.verdict, "unclear");
  t.equal(judge(rounds(few.roundsNeeded ?? 0, 0.85, 1.1), { atMost: 1 }).verdict, "kept");
});

t.test("a figure that cannot be read has no verdict", async (t) => {
  t.equal(judge([Number.NaN, Number.NaN], { atMost: 1 }).verdict, "not available");
  t.equal(judge([], { atMost: 1 }).verdict, "not available");
});

t.test("the sides of a round are compared with each other", async (t) => {
  t.strictSame(ratios([2, 6], [1, 2]), [2, 3]);
  t.equal(median([4, 1, 2, 3]), 2.5);
  t.equal(slope([1, 2, 30, 4, 5]), 1, "one outlier changes nothing");
});
