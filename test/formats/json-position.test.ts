import fc from "fast-check";
import t from "tap";
import { positionOfJsonError } from "../../src/formats/json-position.ts";

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

t.test("the position is that of the first wrong character", async (t) => {
  for (const [text, at] of [
    ["{bad", 1],
    ['{"a":1,}', 7],
    ['{"a" 1}', 5],
    ["{'a':1}", 1],
    ["[1,]", 3],
    ["[1 2]", 3],
    ["[1}", 2],
    ['{"a":1]', 6],
    ['{"a":tru}', 5],
    ['{"a":01}', 5],
    ['{"a":1.}', 5],
    ['["a\\x"]', 1],
    ['["a\n"]', 1],
    ["{} x", 3],
    ["<html>", 0],
    ["\ufeff{}", 0],
  ] as const) {
    t.notOk(isJson(text), text);
    t.equal(positionOfJsonError(text), at, text);
  }
});

t.test(
  "a text that ends too early has the position of its end, or of the text that stays open",
  async (t) => {
    t.equal(positionOfJsonError('{"a":'), 5);
    t.equal(positionOfJsonError("[1"), 2);
    t.equal(positionOfJsonError(""), 0);
    t.equal(positionOfJsonError('["a'), 1);
  },
);

t.test("exactly the texts that JSON.parse accepts have no position", async () => {
  const pieces = fc.constantFrom(
    ...["{", "}", "[", "]", ":", ",", '"', '"a"', "1", "-", ".5", "e1", "0", "true", "null", " "],
    ...["\\", "\\u00e9", "\n", "x"],
  );
  const texts = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => isJson(text) === (positionOfJsonError(text) === undefined)),
    { numRuns: 5_000 },
  );
  fc.assert(
    fc.property(fc.json(), (text) => positionOfJsonError(text) === undefined),
    { numRuns: 500 },
  );
});
