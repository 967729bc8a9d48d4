import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type MigrationMeta, readMigrationFiles } from "drizzle-orm/migrator";
import pg from "pg";
import { causeOf } from "./errors.ts";

const migrationsFolder = fileURLToPath(new URL("../../migrations", import.meta.url));

// Any number will do, as long as every replica takes the same one.
const migrationLock = 7_243_109_561;
const oldestVersion = 150_000; // PostgreSQL 15

/**
 * A migration that waits for a table stops every request behind it. After this time it gives way, rolls back and
 * tries again.
 */
const lockWait = "2s";
const givesWayMax = 30;
const givesWayMs = 1_000;
const lockPollMs = 200;
const deadlockDetected = "40P01";
const lockNotAvailable = "55P03";

export interface Migrations {
  /** Number of migrations that were applied now. */
  readonly applied: number;
  /** Number of all migrations of the database. */
  readonly total: number;
}

/**
 * Applies the pending migrations. Any number of processes may call it concurrently: an advisory lock lets one
 * apply them, while older replicas work. Returns how many this call applied. Needs the rights of the owner of
 * the tables. Throws an Error that names the setting of `ownerUrl` when a migration fails, also when it
 * gave way to other transactions too often.
 */
export async function migrateDatabase(
  ownerUrl: string,
  variable = "DATABASE_OWNER_URL",
  folder = migrationsFolder,
): Promise<Migrations> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "thuisinlog" });
  client.on("error", () => {}); // The statement in flight rejects and ends the start with a sentence.
  await client.connect();
  try {
    await requireSuitable(client, variable);
    await client.query("set client_min_messages = warning");
    await lockMigrations(client);
    const before = await countMigrations(client);
    await applyPending(client, folder).catch((error: unknown) => {
      throw explainMigrationError(error, variable);
    });
    const total = await countMigrations(client);
    return { applied: total - before, total };
  } finally {
    await client.end();
  }
}

/**
 * Resolves when this process may migrate; the lock ends with the connection. Asks repeatedly, because a statement that
 * waits is one for which a concurrent build of an index waits: a deadlock of two processes.
 */
async function lockMigrations(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query('select pg_try_advisory_lock($1) as "isHeld"', [
      migrationLock,
    ]);
    if (rows[0].isHeld) return;
    await delay(lockPollMs);
  }
}

/** The table of the migrator of drizzle-orm, which applies all migrations in one transaction. */
const createHistory = `
  create schema if not exists drizzle;
  create table if not exists drizzle.__drizzle_migrations
    (id serial primary key, hash text not null, created_at bigint)`;
const newestSql = "select max(created_at) as newest from drizzle.__drizzle_migrations";
const recordSql = "insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)";
const outsideMark = /^-- Outside a transaction: /m;

/** Each migration is one transaction, so that the locks of one do not last until the end of the others. */
async function applyPending(client: pg.Client, migrationsFolder: string): Promise<void> {
  await client.query(createHistory);
  const { rows } = await client.query(newestSql);
  const newest = Number(rows[0].newest);
  for (const migration of readMigrationFiles({ migrationsFolder })) {
    if (migration.folderMillis > newest) await applyPatiently(client, migration);
  }
}

async function applyPatiently(client: pg.Client, migration: MigrationMeta): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await apply(client, migration);
    } catch (error) {
      const { code } = causeOf(error) as NodeJS.ErrnoException;
      const gaveWay = code === deadlockDetected || code === lockNotAvailable;
      if (!gaveWay || attempt === givesWayMax) throw error;
    }
    await delay(givesWayMs);
  }
}

async function apply(client: pg.Client, { sql, hash, folderMillis }: MigrationMeta) {
  // Statements that read a whole table without stopping writes. While they wait, nothing waits behind them.
  const isOutside = outsideMark.test(sql[0] ?? "");
  await client.query("select set_config('lock_timeout', $1, false)", [isOutside ? "0" : lockWait]);
  if (!isOutside) await client.query("begin");
  try {
    for (const statement of sql) await client.query(statement);
    await client.query(recordSql, [hash, folderMillis]);
    if (!isOutside) await client.query("commit");
  } catch (error) {
    if (!isOutside) await client.query("rollback").catch(() => {});
    throw error;
  }
}

const insufficientPrivilege = "42501";

/** Without the statement, which the query builder puts into its message. */
function explainMigrationError(error: unknown, variable: string): Error {
  const cause = causeOf(error) as NodeJS.ErrnoException;
  return cause.code === insufficientPrivilege
    ? new Error(`The login of ${variable} may not migrate the database: ${cause.message}.`)
    : new Error(`A migration of the database of ${variable} failed: ${cause.message}.`);
}

/** The first migration creates the table. */
async function countMigrations(client: pg.Client): Promise<number> {
  const { rows: tables } = await client.query(
    "select to_regclass('drizzle.__drizzle_migrations') as name",
  );
  if (tables[0].name === null) return 0;
  const { rows } = await client.query(
    "select count(*)::int as count from drizzle.__drizzle_migrations",
  );
  return rows[0].count;
}

/** Throws an Error that says what the server or the database lacks. */
async function requireSuitable(client: pg.Client, variable: string): Promise<void> {
  const { rows } = await client.query(
    `select current_setting('server_version_num')::int as version,
            current_setting('server_encoding') as encoding,
            to_regcollation('"nl-x-icu"') is not null as "sortsNames"`,
  );
  const { version, encoding, sortsNames } = rows[0];
  const database = `The database of ${variable}`;
  if (version < oldestVersion)
    throw new Error(`${database} is too old: PostgreSQL 15 or newer is needed.`);
  if (encoding !== "UTF8")
    throw new Error(`${database} has the encoding ${encoding}: create it with the encoding UTF8.`);
  if (!sortsNames)
    throw new Error(`${database} has no collation nl-x-icu: PostgreSQL with ICU is needed.`);
}
