import t from "tap";
import { inDisjointBatches } from "../../../src/services/shared/disjoint-batches.ts";

/** A function that runs texts together whose letters are all different; `batches` has what it ran. */
function startBatches(work: (texts: readonly string[]) => Promise<void> = async () => {}) {
  const batches: string[] = [];
  const shout = inDisjointBatches({
    keysOf: (text: string) => [...text],
    itemsMax: 3,
    work: async (texts) => {
      batches.push(texts.join(" "));
      await work(texts);
      return texts.map((text) => text.toUpperCase());
    },
  });
  return { shout, batches };
}

t.test("the first item runs at once, and those that arrive meanwhile run together", async (t) => {
  const { shout, batches } = startBatches();
  t.strictSame(await Promise.all(["a", "b", "cd", "e"].map(shout)), ["A", "B", "CD", "E"]);
  t.strictSame(batches, ["a", "b cd e"]);
  t.equal(await shout("a"), "A");
});

t.test("items with a common key follow each other, and delay no other item", async (t) => {
  const { shout, batches } = startBatches();
  await Promise.all(["x", "ab", "bc", "cd", "e"].map(shout));
  t.strictSame(batches, ["x", "ab e", "bc", "cd"]);
});

t.test("a batch has no more items than its limit", async (t) => {
  const { shout, batches } = startBatches();
  await Promise.all(["x", "a", "b", "c", "d", "e"].map(shout));
  t.strictSame(batches, ["x", "a b c", "d e"]);
});

t.test(
  "a batch that fails rejects its items and those that wait, and the next one runs",
  async (t) => {
    const away = new Error("The database is away.");
    let isAway = true;
    const { shout, batches } = startBatches(async () => {
      if (isAway) throw away;
    });
    const settled = await Promise.allSettled(["a", "b"].map(shout));
    t.strictSame(settled, [
      { status: "rejected", reason: away },
      { status: "rejected", reason: away },
    ]);
    t.strictSame(batches, ["a"]);
    isAway = false;
    t.equal(await shout("c"), "C");
  },
);
