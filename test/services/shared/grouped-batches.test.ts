import t from "tap";
import { inGroupedBatches } from "../../../src/services/shared/grouped-batches.ts";

/** A function that runs texts together, one of each first letter; `batches` has what it ran. */
function startBatches(work: (texts: readonly string[]) => Promise<void> = async () => {}) {
  const batches: string[] = [];
  const shout = inGroupedBatches({
    groupOf: (text: string) => text.slice(0, 1),
    groupsMax: 3,
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
  t.strictSame(await Promise.all(["a", "b", "c", "d"].map(shout)), ["A", "B", "C", "D"]);
  t.strictSame(batches, ["a", "b c d"]);
  t.equal(await shout("a"), "A");
});

t.test("items of one group follow each other, and delay no other group", async (t) => {
  const { shout, batches } = startBatches();
  await Promise.all(["x", "a1", "a2", "a3", "b"].map(shout));
  t.strictSame(batches, ["x", "a1 b", "a2", "a3"]);
});

t.test("groups take turns in batches of limited size", async (t) => {
  const { shout, batches } = startBatches();
  await Promise.all(["x", "a1", "a2", "b", "c", "d", "e"].map(shout));
  t.strictSame(batches, ["x", "a1 b c", "d e a2"]);
});

t.test(
  "a batch that fails rejects its items and those that wait, and the next one runs",
  async (t) => {
    const away = new Error("The database is away.");
    let isAway = true;
    const { shout, batches } = startBatches(async () => {
      if (isAway) throw away;
    });
    const settled = await Promise.allSettled(["a", "b1", "b2"].map(shout));
    t.strictSame(
      settled.map((one) => one.status === "rejected" && one.reason),
      [away, away, away],
    );
    t.strictSame(batches, ["a"]);
    isAway = false;
    t.equal(await shout("c"), "C");
  },
);
