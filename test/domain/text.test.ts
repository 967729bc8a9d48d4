import t from "tap";
import { isWithin, truncated } from "../../src/domain/text.ts";

t.test("length is counted in code points, as in JSON Schema", async (t) => {
  t.ok(isWithin("", 0));
  t.ok(isWithin("abc", 3));
  t.notOk(isWithin("abcd", 3));
  t.ok(isWithin("😀".repeat(3), 3));
  t.notOk(isWithin("😀".repeat(3), 2));
  t.ok(isWithin("\ud800\ud800", 2), "a lone surrogate counts as one");
});

t.test("a text is truncated between code points", async (t) => {
  t.equal(truncated("abc", 3), "abc");
  t.equal(truncated("abcd", 3), "abc");
  t.equal(truncated("😀".repeat(3), 2), "😀😀");
  t.equal(truncated("a😀b", 2), "a😀");
});
