import t from "tap";
import { FairQueue } from "../../src/security/fair-queue.ts";

function takeAll(queue: FairQueue<string>): string[] {
  return Array.from({ length: queue.size }, () => queue.take() ?? "none");
}

t.test("items of one bucket leave in the order of arrival", async (t) => {
  const queue = new FairQueue<string>();
  for (const item of ["1", "2", "3"]) queue.add(["a"], item);
  t.strictSame(takeAll(queue), ["1", "2", "3"]);
  t.equal(queue.take(), undefined);
  t.equal(queue.size, 0);
});

t.test("many items of one bucket delay another bucket by one item each", async (t) => {
  const queue = new FairQueue<string>();
  for (let item = 1; item <= 5; item += 1) queue.add(["a"], `a${item}`);
  queue.add(["b"], "b1");
  queue.add(["b"], "b2");
  queue.add(["c"], "c1");
  t.strictSame(takeAll(queue), ["a1", "b1", "c1", "a2", "b2", "a3", "a4", "a5"]);
});

t.test("the narrower buckets of one bucket share its turns", async (t) => {
  const queue = new FairQueue<string>();
  for (const item of ["x1", "x2", "x3"]) queue.add(["a", "x"], item);
  queue.add(["a", "y"], "y1");
  for (const item of ["b1", "b2", "b3"]) queue.add(["b", "z"], item);
  t.strictSame(takeAll(queue), ["x1", "b1", "y1", "b2", "x2", "b3", "x3"]);
});

t.test("a bucket that is empty for a while comes last when it returns", async (t) => {
  const queue = new FairQueue<string>();
  queue.add(["a"], "a1");
  queue.add(["b"], "b1");
  queue.add(["b"], "b2");
  t.equal(queue.take(), "a1");
  queue.add(["a"], "a2");
  t.strictSame(takeAll(queue), ["b1", "a2", "b2"]);
});
