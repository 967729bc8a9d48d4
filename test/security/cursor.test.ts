import t from "tap";
import { createCursors } from "../../src/security/cursor.ts";
import { systemRandom } from "../../src/security/random.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";

const secret = "a secret key of more than 32 octets, an older one";
const cursorsWith = (...secrets: [string, string?]) =>
  createCursors({ keys: createSecretKeys(...secrets), random: systemRandom });
const cursors = cursorsWith(secret);
const id = "01990000-0000-7000-8000-000000000001";
const key = { id, texts: ["van der Hof", "Sanne"] };

t.test("a cursor is the position that was encoded, for every text", async (t) => {
  for (const texts of [[], [""], ["4A"], ["", ""], ["", "Bo"], ["\u{1f984}é", "a b"]]) {
    const cursor = cursors.encode("listGroups", { id, texts });
    t.strictSame(cursors.decode("listGroups", cursor), { id, texts });
    t.match(cursor, /^[A-Za-z0-9_-]+$/, "safe in a URL");
  }
});

t.test(
  "a cursor of a usual name is short, and one of the longest names fits its limit",
  async (t) => {
    t.ok(cursors.encode("listHomeLogins", key).length <= 85);
    const longest = { id, texts: ["\u{1f984}".repeat(200), "\u{1f984}".repeat(200)] };
    t.ok(cursors.encode("listHomeLogins", longest).length <= 2_200);
  },
);

t.test("a cursor shows no name, and differs each time", async (t) => {
  const cursor = cursors.encode("listHomeLogins", key);
  t.notMatch(Buffer.from(cursor, "base64url").toString("latin1"), /Hof|Sanne/);
  t.not(cursor, cursors.encode("listHomeLogins", key));
});

t.test("a cursor of another list or service, and a changed one, is none", async (t) => {
  const cursor = cursors.encode("listHomeLogins", key);
  t.equal(cursors.decode("listGroupPupils", cursor), undefined);
  t.equal(
    cursorsWith("another secret key of more than 32 octets").decode("listHomeLogins", cursor),
    undefined,
  );
  const changed = Buffer.from(cursor, "base64url");
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  for (const text of [
    changed.toString("base64url"),
    cursor.slice(0, -4),
    "",
    "!",
    "AZqu0pK6cACTn4xVQm3yXA",
  ]) {
    t.equal(cursors.decode("listHomeLogins", text), undefined, text);
  }
});

t.test("a cursor stays valid when the secret key is replaced", async (t) => {
  const cursor = cursors.encode("listGroups", key);
  const replaced = cursorsWith("a newer secret key of more than 32 octets", secret);
  t.strictSame(replaced.decode("listGroups", cursor), key);
});
