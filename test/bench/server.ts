// PostgreSQL of the benchmark, as durable as in production: that of DATABASE_URL with a superuser, or an
// embedded one that keeps its data for the next run.
import pg from "pg";
import { startEmbeddedPostgres } from "../../src/development/postgres/server.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";

export const folder = ".data/bench";

export interface Server {
  /** Contains the password of a superuser. */
  readonly url: string;
  /** A migrated database of this name; `isNew` if it did not exist. */
  openDatabase(name: string): Promise<{ readonly url: string; readonly isNew: boolean }>;
  /** The same, without rows of an earlier run. */
  createDatabase(name: string): Promise<string>;
  /** An empty database of this name, for tables of another program. */
  createEmptyDatabase(name: string): Promise<string>;
  hasDatabase(name: string): Promise<boolean>;
  /** Renames a database that has no connection; returns its new URL. */
  renameDatabase(from: string, to: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startServer(onProgress: (message: string) => void): Promise<Server> {
  const given = process.env["DATABASE_URL"];
  const embedded = given
    ? undefined
    : await startEmbeddedPostgres({ directory: `${folder}/postgres`, onProgress });
  const serverUrl = given ?? embedded?.url ?? "";

  async function run(statement: string): Promise<number> {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    try {
      return (await client.query(statement)).rowCount ?? 0;
    } finally {
      await client.end();
    }
  }

  function urlOf(name: string): string {
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return url.href;
  }

  const hasDatabase = async (name: string) =>
    (await run(`select from pg_database where datname = '${name}'`)) > 0;

  async function openDatabase(name: string) {
    const isNew = !(await hasDatabase(name));
    if (isNew) await run(`create database ${name}`);
    await migrateDatabase(urlOf(name));
    return { url: urlOf(name), isNew };
  }

  const dropDatabase = async (name: string) => {
    await run(`drop database if exists ${name} with (force)`);
  };

  return {
    url: serverUrl,
    openDatabase,
    createDatabase: async (name) => {
      await dropDatabase(name);
      return (await openDatabase(name)).url;
    },
    createEmptyDatabase: async (name) => {
      await dropDatabase(name);
      await run(`create database ${name}`);
      return urlOf(name);
    },
    hasDatabase,
    renameDatabase: async (from, to) => {
      await run(`alter database ${from} rename to ${to}`);
      return urlOf(to);
    },
    dropDatabase,
    stop: async () => embedded?.stop(),
  };
}

/** Runs statements as the owner of a database, without row-level security. */
export async function asOwner<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
