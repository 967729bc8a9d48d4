import { appendFile, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import t, { type Test } from "tap";
import { openTombstoneFile, readLines } from "../../src/app/tombstone-file.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { writeTombstone } from "../../src/security/tombstone.ts";
import { readTombstoneFiles } from "../../src/services/operator/tombstone-files.ts";

const keys = createSecretKeys("a secret key for tests alone, of enough bytes");
const at = new Date("2026-09-01T08:30:00Z");
const deps = { keys, clock: { now: () => at } };
const lineOf = (number: number) =>
  writeTombstone(keys, { kind: "pupil", id: `01990000-0000-7000-8000-00000000000${number}`, at });
const pathIn = (t: Test, ...names: string[]) => join(t.testdir({}), "tombstones", ...names);
const countIn = async (path: string) =>
  (await readTombstoneFiles(keys, [{ name: path, lines: readLines(path) }], at)).size;

t.test("lines are appended to a file that only its owner may read", async (t) => {
  const path = pathIn(t);
  const append = await openTombstoneFile(path, deps);
  t.equal((await stat(path)).mode & 0o777, 0o600);
  await append(lineOf(1));
  const again = await openTombstoneFile(path, deps);
  await again(`${lineOf(2)}${lineOf(3)}`);
  t.equal(await readFile(path, "utf8"), [1, 2, 3].map(lineOf).join(""));
});

t.test("a file that was renamed is followed by a new one", async (t) => {
  const path = pathIn(t);
  const append = await openTombstoneFile(path, deps);
  await append(lineOf(1));
  await rename(path, `${path}.1`);
  await append(lineOf(2));
  t.equal(await readFile(`${path}.1`, "utf8"), lineOf(1));
  t.equal(await readFile(path, "utf8"), lineOf(2));
});

t.test("a line that a crash has cut off at any byte damages no other line", async (t) => {
  const path = pathIn(t);
  const append = await openTombstoneFile(path, deps);
  const line = lineOf(2);
  for (const length of [1, 20, line.length - 2, line.length - 1]) {
    await writeFile(path, lineOf(1));
    await appendFile(path, line.slice(0, length));
    const wholeLines = length === line.length - 1 ? 2 : 1;
    t.equal(await countIn(path), wholeLines, `${length} bytes, read at once`);
    await append(lineOf(3));
    t.equal(await countIn(path), wholeLines + 1, `${length} bytes, then another line`);
  }
});

t.test("a file that cannot be written or read is rejected with a sentence", async (t) => {
  const missing = pathIn(t, "in", "no", "folder");
  await t.rejects(openTombstoneFile(missing, deps), {
    message:
      "TOMBSTONES_FILE cannot be written (ENOENT): it must be a file in a folder that exists.",
  });
  await t.rejects(countIn(missing), { message: `The file ${missing} cannot be read (ENOENT).` });
});
