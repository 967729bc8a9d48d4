import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Test } from "tap";
import { type Database, openDatabase } from "../../src/store/database.ts";
import { startEmbeddedPostgres } from "../../src/store/embedded.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";

const connectionsMax = 10;
const quickNotSafe = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

interface TestDatabase {
  readonly db: Database;
  readonly url: string;
}

/** A migrated PostgreSQL of this test's own, gone with it. */
export async function startDatabase(t: Test): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "thuisinlog-"));
  const server = await startEmbeddedPostgres({
    directory: join(folder, "postgres"),
    settings: quickNotSafe,
  });
  await migrateDatabase(server.url);
  const db = openDatabase({ url: server.url, connectionsMax, onIdleError: () => {} });
  t.teardown(async () => {
    await db.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return { db, url: server.url };
}
