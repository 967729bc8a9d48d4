import t, { type Test } from "tap";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { tombstoneSubjects, writeTombstone } from "../../../src/security/tombstone.ts";
import { readTombstoneFiles } from "../../../src/services/operator/tombstone-files.ts";

const secret = "a secret key for tests alone, of enough bytes";
const keys = createSecretKeys(secret);
const otherKeys = createSecretKeys("a newer secret key for tests, of enough bytes");
const backupAt = new Date("2026-09-10T03:00:00Z");
const idOf = (number: number) => `01990000-0000-7000-8000-00000000000${number}`;
const lineOf = (number: number, at = "2026-09-10T08:00:00Z", by = keys) =>
  writeTombstone(by, { kind: "pupil", id: idOf(number), at: new Date(at) }).trimEnd();
const cut = writeTombstone(keys, { kind: "cut", id: idOf(0), at: backupAt }).trimEnd();

const read = (...files: readonly (readonly string[])[]) =>
  readTombstoneFiles(
    keys,
    files.map((lines, index) => ({
      name: `file-${index + 1}`,
      lines: (async function* () {
        yield* lines;
      })(),
    })),
    backupAt,
  );
const isRejected = (t: Test, promise: Promise<unknown>, ...details: readonly string[]) =>
  t.rejects(promise, {
    code: "invalid-request",
    validationErrors: details.map((detail) => ({ pointer: "/tombstones", detail })),
  });

t.test("lines of several files count once, with the newest time", async (t) => {
  const found = await read(
    [lineOf(1), lineOf(2), lineOf(1, "2026-09-11T08:00:00Z")],
    [lineOf(2), lineOf(1)],
  );
  t.equal(found.size, 2);
  t.strictSame(
    found.find(tombstoneSubjects(keys, "pupil", idOf(1))),
    new Date("2026-09-11T08:00:00Z"),
  );
  t.equal(found.find(tombstoneSubjects(keys, "pupil", idOf(3))), undefined);
  t.equal(found.find(tombstoneSubjects(keys, "school", idOf(1))), undefined);
});

t.test("no file and an empty file have no tombstones", async (t) => {
  t.equal((await read()).size, 0);
  t.equal((await read([])).size, 0);
});

t.test(
  "a line that a crash has cut off is skipped, as the last one or before its mark",
  async (t) => {
    t.equal((await read([lineOf(1), lineOf(2).slice(0, 30)])).size, 1);
    t.equal((await read([lineOf(1), lineOf(2).slice(0, 30), cut, lineOf(3)])).size, 2);
    t.equal((await read([lineOf(1), cut, lineOf(3)])).size, 2, "only its line end was cut off");
  },
);

t.test("a damaged line elsewhere is rejected by its number", async (t) => {
  await isRejected(
    t,
    read([lineOf(1), lineOf(2).slice(0, 30), lineOf(3)], [lineOf(1), "", lineOf(2)]),
    "Line 2 of file-1 is damaged.",
    "Line 2 of file-2 is damaged.",
  );
  await isRejected(
    t,
    read([lineOf(1).replace("pupil", "school"), lineOf(2)]),
    "Line 1 of file-1 is damaged.",
  );
});

t.test("a file of another secret key, or another file, is rejected", async (t) => {
  const detail = "No line of file-1 was written with this SECRET_KEY or SECRET_KEY_PREVIOUS.";
  await isRejected(t, read([lineOf(1, undefined, otherKeys)]), detail);
  await isRejected(t, read([lineOf(1, "2026-01-01T00:00:00Z", otherKeys)]), detail);
  await isRejected(t, read(["root:x:0:0:root:/root:/bin/bash"]), detail);
  await isRejected(t, read(["one", "two"]), detail);
});

t.test(
  "a line of another secret key is skipped only when it is older than the backup",
  async (t) => {
    const old = lineOf(1, "2026-09-01T00:00:00Z", otherKeys);
    t.equal((await read([old, lineOf(2)])).size, 1);
    await isRejected(
      t,
      read([lineOf(2), lineOf(1, undefined, otherKeys)]),
      "Line 2 of file-1 was written with another SECRET_KEY: set that one as SECRET_KEY_PREVIOUS.",
    );
  },
);
