import t from "tap";
import { type Gathering, inBatches } from "../../../src/services/shared/batches.ts";

interface Options {
  readonly work?: (texts: readonly string[]) => Promise<void>;
  readonly gathering?: Gathering;
}

/** A function that runs texts together, none with the same letter as another; `batches` has what it ran. */
function startBatches({ work = async () => {}, ...options }: Options = {}) {
  const batches: string[] = [];
  const shout = inBatches({
    keysOf: (text: string) => text.match(/[a-z]/g) ?? [],
    itemsMax: 3,
    work: async (texts) => {
      batches.push(texts.join(" "));
      await work(texts);
      return texts.map((text) => text.toUpperCase());
    },
    ...options,
  });
  return { shout, batches };
}

t.test("the first item runs at once, and those that arrive meanwhile run together", async (t) => {
  const { shout, batches } = startBatches();
  t.strictSame(await Promise.all(["a", "b", "c", "d"].map(shout)), ["A", "B", "C", "D"]);
  t.strictSame(batches, ["a", "b c d"]);
  t.equal(await shout("a"), "A");
});

t.test("items of one key follow each other, and delay no other item", async (t) => {
  const { shout, batches } = startBatches();
  await Promise.all(["x", "a1", "a2", "a3", "b"].map(shout));
  t.strictSame(batches, ["x", "a1 b", "a2", "a3"]);
});

t.test("an item waits while any of its keys is taken", async (t) => {
  const { shout, batches } = startBatches();
  await Promise.all(["x", "a-b", "b-c", "d"].map(shout));
  t.strictSame(batches, ["x", "a-b d", "b-c"]);
});

t.test("batches have a limited size, and items take turns in order of arrival", async (t) => {
  const { shout, batches } = startBatches();
  await Promise.all(["x", "a1", "a2", "b", "c", "d", "e"].map(shout));
  t.strictSame(batches, ["x", "a1 b c", "a2 d e"]);
});

t.test(
  "a batch that fails rejects its items and those that wait, and the next one runs",
  async (t) => {
    const away = new Error("The database is away.");
    let isAway = true;
    const { shout, batches } = startBatches({
      work: async () => {
        if (isAway) throw away;
      },
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

t.test("a batch that gathers", async (t) => {
  /** Longer than the test may take, so that only what the test does can end the wait. */
  const hour = 3_600_000;

  await t.test("waits until it is full", async (t) => {
    const gathering = { waitMs: hour, isWorthwhile: () => true };
    const { shout, batches } = startBatches({ gathering });
    t.strictSame(await Promise.all(["a", "b", "c"].map(shout)), ["A", "B", "C"]);
    t.strictSame(batches, ["a b c"]);
  });

  await t.test("waits until it is not worthwhile any more", async (t) => {
    let isWorthwhile = true;
    const gathering = { waitMs: hour, isWorthwhile: () => isWorthwhile };
    const { shout, batches } = startBatches({ gathering });
    const first = shout("a");
    isWorthwhile = false;
    t.strictSame(await Promise.all([first, shout("b")]), ["A", "B"]);
    t.equal(await shout("c"), "C");
    t.strictSame(batches, ["a b", "c"]);
  });

  await t.test("waits at most as long as it may", async (t) => {
    const gathering = { waitMs: 1, isWorthwhile: () => true };
    const { shout, batches } = startBatches({ gathering });
    t.equal(await shout("a"), "A");
    t.strictSame(batches, ["a"]);
  });

  await t.test("does not wait after a batch that had no place for its items", async (t) => {
    const gathering = { waitMs: hour, isWorthwhile: () => true };
    const { shout, batches } = startBatches({ gathering });
    await Promise.all(["a1", "a2", "a3"].map(shout));
    t.strictSame(batches, ["a1", "a2", "a3"]);
  });
});
