// `npm run bench:migrations -- <pupils>`: how long each migration since release 1.0.0 takes on a database of that
// size with a year of mails and audit events. A migration holds its locks at most as long.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { sizeOf, writeDataSet } from "./data-set.ts";
import { startProgress } from "./progress.ts";
import { startServer } from "./server.ts";
import { writeYear } from "./year.ts";

const migrations = fileURLToPath(new URL("../../migrations", import.meta.url));
/** The newest migration of release 1.0.0. */
const released = "0008_network-environment-sites";
const outside = /^-- Outside a transaction: /m;

interface Journal {
  readonly entries: readonly { readonly tag: string }[];
}

const pupils = Number(process.argv[2] ?? 1_500_000);
const progress = startProgress();
const server = await startServer(progress.report);
const folder = await mkdtemp(join(tmpdir(), "migrations-"));
const name = "thuisinlog_bench_migrations";
try {
  await cp(migrations, folder, { recursive: true });
  const journalPath = join(folder, "meta", "_journal.json");
  const journal: Journal = JSON.parse(await readFile(journalPath, "utf8"));
  const releasedCount = journal.entries.findIndex(({ tag }) => tag === released) + 1;
  const url = await server.createEmptyDatabase(name);

  async function migrateTo(count: number): Promise<number> {
    const entries = journal.entries.slice(0, count);
    await writeFile(journalPath, JSON.stringify({ ...journal, entries }));
    const startedAt = performance.now();
    await migrateDatabase(url, "DATABASE_URL", folder);
    return performance.now() - startedAt;
  }

  await migrateTo(releasedCount);
  await writeDataSet(url, sizeOf(pupils), progress.report);
  await writeYear(url, sizeOf(pupils), progress.report, { isOfRelease: true });
  progress.end();
  process.stdout.write("| migration | ms | locks |\n| --- | ---: | --- |\n");
  // The time of a run without a pending migration, most of it for the connection.
  const idleMs = await migrateTo(releasedCount);
  for (const [index, { tag }] of journal.entries.entries()) {
    if (index < releasedCount) continue;
    const ms = Math.max(0, Math.round((await migrateTo(index + 1)) - idleMs));
    const isOutside = outside.test(await readFile(join(folder, `${tag}.sql`), "utf8"));
    const locks = isOutside ? "none that stops reads or writes" : "at most as long";
    process.stdout.write(`| ${tag} | ${ms} | ${locks} |\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
  await server.dropDatabase(name);
  await server.stop();
}
