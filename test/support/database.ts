import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Test } from "tap";
import { startEmbeddedPostgres } from "../../src/development/postgres/server.ts";
import { createDatabase, type Database } from "../../src/store/database.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { requireNoSecrets } from "./secrets.ts";

const connectionsMax = 10;
export const quickNotSafe = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** Environment variable with the name of the migrated database that tests copy. */
export const templateVariable = "TEST_DATABASE_TEMPLATE";
export const emptyTemplate = "template1";
/** Separates the template from the test in the name of a database. */
export const copyMark = "_test_";

interface TestDatabase {
  readonly db: Database;
  readonly url: string;
}

/** Creates and opens a migrated database for this test. */
export async function startDatabase(t: Test): Promise<TestDatabase> {
  const url = await createTestDatabase(t);
  await migrateDatabase(url);
  const db = createDatabase({ url, connectionsMax, onIdleError: () => {} });
  t.teardown(() => db.close());
  return { db, url };
}

/**
 * Creates a database for this test and resolves to its URL. The server is that of `DATABASE_URL`, whose user
 * must be able to create databases, or an embedded one. The database is a copy of the migrated template, or
 * empty. When the test ends, it fails if a table contains a secret, and the database is dropped.
 */
export async function createTestDatabase(
  t: Test,
  template = process.env[templateVariable] ?? emptyTemplate,
): Promise<string> {
  const serverUrl = process.env["DATABASE_URL"] || (await startEmbedded(t));
  const name = `${template}${copyMark}${randomBytes(6).toString("hex")}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const server = connectToServer(serverUrl);
  // Copying the files takes less than half the time of writing each page to the log of changes.
  await server.query(`create database ${name} template ${template} strategy file_copy`);
  t.teardown(async () => {
    try {
      await requireNoSecrets(url.href);
    } finally {
      await server.query(`drop database ${name} with (force)`);
    }
  });
  return url.href;
}

/** One connection for each process, because a new one costs PostgreSQL a tenth of a copy. */
const servers = new Map<string, pg.Pool>();

function connectToServer(connectionString: string): pg.Pool {
  const known = servers.get(connectionString);
  if (known !== undefined) return known;
  const pool = new pg.Pool({ connectionString, max: 1, allowExitOnIdle: true });
  pool.on("error", () => {}); // The server stopped before this process.
  servers.set(connectionString, pool);
  return pool;
}

async function startEmbedded(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "thuisinlog-"));
  const server = await startEmbeddedPostgres({
    directory: join(folder, "postgres"),
    settings: quickNotSafe,
  });
  t.teardown(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return server.url;
}
