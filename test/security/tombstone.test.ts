import t from "tap";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { readTombstone, tombstoneSubjects, writeTombstone } from "../../src/security/tombstone.ts";

const secret = "a secret key for tests alone, of enough bytes";
const newerSecret = "a newer secret key for tests, of enough bytes";
const keys = createSecretKeys(secret);
const id = "01990000-0000-7000-8000-000000000001";
const at = new Date("2026-09-01T08:30:00.123Z");
const line = writeTombstone(keys, { kind: "pupil", id, at });
const text = line.trimEnd();

t.test("a line is read as it was written, and names the row by an HMAC only", async (t) => {
  const [subject] = tombstoneSubjects(keys, "pupil", id);
  t.strictSame(readTombstone(keys, text), { kind: "pupil", at, subject });
  t.notMatch(line, id);
  t.strictSame(Object.keys(JSON.parse(line)), ["at", "kind", "key", "subject", "mac"]);
  t.not(subject, tombstoneSubjects(keys, "address", id)[0], "kinds have different HMACs");
});

t.test("a line is readable in every version", async (t) => {
  t.equal(
    text,
    '{"at":"2026-09-01T08:30:00.123Z","kind":"pupil","key":"6dnw8y33","subject":"GuVeYF0TGi1xfFUsTUOdGDmRi87RVdgWadVcbF6SB_E","mac":"-WZ5bFuO4S2mJmgecf3-Klf0ZwR68ZeIYd4Vo5ZWJlE"}',
  );
});

t.test("a line that was changed or cut off is broken", async (t) => {
  const changed = [
    text.replace("pupil", "school"),
    text.replace("2026-09-01", "2026-09-02"),
    text.replace("2026-09-01", "2026-99-99"),
    text.slice(0, -1),
    `${text} `,
    `${text}${text}`,
    "",
    "\0".repeat(512),
  ];
  for (const one of changed) t.equal(readTombstone(keys, one), "broken", JSON.stringify(one));
});

t.test("a line is readable during a key rotation, and then is one of an unknown key", async (t) => {
  const both = createSecretKeys(newerSecret, secret);
  const reading = readTombstone(both, text);
  t.match(reading, { kind: "pupil", at });
  t.ok(
    reading !== "broken" &&
      "subject" in reading &&
      tombstoneSubjects(both, "pupil", id).includes(reading.subject),
  );
  t.strictSame(readTombstone(createSecretKeys(newerSecret), text), { unknownKey: true, at });
});
