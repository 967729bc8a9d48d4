import t from "tap";
import { splitByMailbox } from "../../src/domain/mailbox-parts.ts";

/** Splits rows, given by name with their mailboxes. */
function splitNames(rows: Readonly<Record<string, readonly string[]>>, size: number) {
  const parts = splitByMailbox(Object.entries(rows), size, ([, emailKeys]) => emailKeys);
  return parts.map((part) => part.map(([name]) => name));
}

t.test("rows are split into parts of a given size, in order", async (t) => {
  t.strictSame(splitNames({ a: ["1"], b: ["2"], c: ["3"], d: ["4"], e: [] }, 2), [
    ["a", "b"],
    ["c", "d"],
    ["e"],
  ]);
  t.strictSame(splitNames({}, 2), []);
});

t.test("pupils that share a new address are in one part, even if it is larger", async (t) => {
  t.strictSame(splitNames({ a: ["1"], b: ["2"], c: ["1"], d: ["1"] }, 2), [["a", "c", "d"], ["b"]]);
});

t.test("families that a later row connects are in one part", async (t) => {
  const rows = { a: ["1"], b: ["2"], c: ["2"], d: ["3"], e: ["1", "2"], f: ["1"], g: ["2"] };
  const [household, other] = splitNames(rows, 1);
  t.strictSame(household?.toSorted(), ["a", "b", "c", "e", "f", "g"]);
  t.strictSame(other, ["d"]);
  const [twice] = splitNames({ a: ["1", "2"], b: ["1", "2"] }, 1);
  t.strictSame(twice, ["a", "b"]);
});
