import t from "tap";
import { createChangeCursors, type FeedScope } from "../../src/security/change-cursor.ts";
import { systemRandom } from "../../src/security/random.ts";
import { createSecretKeys, type SecretKeys } from "../../src/security/secret-keys.ts";

const days = (count: number) => count * 24 * 60 * 60 * 1000;
const start = new Date("2026-09-01T08:30:00Z");
const at = (ms: number) => ({ now: () => new Date(start.getTime() + ms) });
const keys = createSecretKeys("a secret key for tests alone, of enough bytes");
const cursorsWith = (some: SecretKeys, ms = 0) =>
  createChangeCursors({ keys: some, random: systemRandom, clock: at(ms) });
const cursors = cursorsWith(keys);
const scope: FeedScope = "school:01990000-0000-7000-8000-000000000001";
const cursor = {
  epoch: "01990000-0000-7000-8000-00000000000f",
  position: { transaction: 2n ** 63n + 5n, number: 123_456_789_012n },
};
const text = cursors.write(scope, cursor);

t.test("a cursor is read as it was written, after a rotation of the secret key too", async (t) => {
  t.match(text, /^[A-Za-z0-9_-]{112}$/);
  t.strictSame(cursors.read(scope, text), cursor);
  const newer = createSecretKeys(
    "a newer secret key for tests alone",
    "a secret key for tests alone, of enough bytes",
  );
  t.strictSame(cursorsWith(newer).read(scope, text), cursor);
});

t.test("a cursor shows no number to its owner, and is never the same twice", async (t) => {
  t.not(cursors.write(scope, cursor), text);
});

t.test("a cursor of another scope is not read", async (t) => {
  t.equal(cursors.read("school:01990000-0000-7000-8000-000000000002", text), undefined);
  t.equal(cursors.read("issuer:01990000-0000-7000-8000-000000000001", text), undefined);
});

t.test("a forged cursor is not read", async (t) => {
  const bytes = Buffer.from(text, "base64url");
  for (let index = 0; index < bytes.length; index += 1) {
    const forged = Buffer.from(bytes);
    forged[index] = (forged[index] ?? 0) ^ 1;
    t.equal(cursors.read(scope, forged.toString("base64url")), undefined, `byte ${index}`);
  }
  t.equal(cursors.read(scope, ""), undefined);
  const other = cursorsWith(createSecretKeys("another secret key for tests alone, long"));
  t.equal(other.read(scope, text), undefined);
});

t.test("a cursor expires after 30 days, and not earlier", async (t) => {
  t.strictSame(cursorsWith(keys, days(30)).read(scope, text), cursor);
  t.equal(cursorsWith(keys, days(30) + 1).read(scope, text), "expired");
});
