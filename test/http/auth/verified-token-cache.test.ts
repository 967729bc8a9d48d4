import t from "tap";
import { createVerifiedTokens } from "../../../src/http/auth/verified-token-cache.ts";

t.test("the cache keeps the tokens that were used last", async (t) => {
  const tokens = createVerifiedTokens<number>(2);
  tokens.remember("one", 1);
  tokens.remember("two", 2);
  t.equal(tokens.find("one"), 1);
  tokens.remember("three", 3);
  t.equal(tokens.find("two"), undefined, "the longest unused has made place");
  t.equal(tokens.find("one"), 1);
  t.equal(tokens.find("three"), 3);
});

t.test("another text never counts as a verified token", async (t) => {
  const tokens = createVerifiedTokens<number>(2);
  tokens.remember("one", 1);
  t.equal(tokens.find("One"), undefined);
  t.equal(tokens.find("one "), undefined);
});
