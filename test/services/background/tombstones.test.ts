import t from "tap";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { readTombstone, tombstoneSubjects } from "../../../src/security/tombstone.ts";
import { createTombstoneService } from "../../../src/services/background/tombstones.ts";
import { startServices } from "../../support/services.ts";

const { db, addSchool, schools, createRetention, advance } = await startServices(t);
const keys = createSecretKeys("a secret key for tests alone, of enough bytes");

/** Removes schools; returns the HMACs that their lines have. */
async function removeSchools(...brins: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const brin of brins) {
    await addSchool(brin);
    const { rows } = await db.asService((tx) =>
      tx.$client.query<{ id: string }>("select id from schools where brin = $1", [brin]),
    );
    ids.push(rows[0]?.id ?? "");
    await schools.remove({ brin, name: `School ${brin}` });
  }
  return ids.flatMap((id) => tombstoneSubjects(keys, "school", id)).sort();
}

const subjectsOf = (written: readonly string[]) =>
  written
    .flatMap((lines) => lines.trimEnd().split("\n"))
    .map((line) => readTombstone(keys, line))
    .map((line) => (line !== "broken" && "subject" in line ? line.subject : "broken"))
    .sort();

const jobWith = (appendLines?: (lines: string) => Promise<void>) =>
  createTombstoneService({ db, keys, appendLines });

t.test("without a file tombstones wait in the database", async (t) => {
  const subjects = await removeSchools("01AA");
  t.equal(await jobWith().step(), false);
  const written: string[] = [];
  await jobWith(async (lines) => void written.push(lines)).step();
  t.strictSame(subjectsOf(written), subjects);
});

t.test("a tombstone whose line could not be written is written by the next step", async (t) => {
  const subjects = await removeSchools("02BB");
  const full = jobWith(async () => {
    throw new Error("no space left on device");
  });
  await t.rejects(full.step(), /no space left/);
  const written: string[] = [];
  const job = jobWith(async (lines) => void written.push(lines));
  await job.step();
  await job.step();
  t.strictSame(subjectsOf(written), subjects, "once");
});

t.test("of concurrent replicas each tombstone is in one file", async (t) => {
  const subjects = await removeSchools("03CC", "04DD");
  const written: string[] = [];
  const other: string[] = [];
  const second = jobWith(async (lines) => void other.push(lines));
  // The second replica works while the first one holds its batch.
  const first = jobWith(async (lines) => {
    written.push(lines);
    await second.step();
  });
  await first.step();
  await second.step();
  t.strictSame(subjectsOf(written), subjects);
  t.strictSame(other, []);
});

t.test("tombstones that no file took are deleted after 30 days", async (t) => {
  await removeSchools("05EE");
  await db.asService((tx) =>
    tx.$client.query("update tombstones set removed_at = '2026-08-15T00:00:00Z'"),
  );
  const countRows = async () => {
    const { rows } = await db.asService((tx) => tx.$client.query("select from tombstones"));
    return rows.length;
  };
  await createRetention().step();
  t.equal(await countRows(), 1);
  advance(20 * 24 * 3_600);
  await createRetention().step();
  t.equal(await countRows(), 0);
});
