// A real PostgreSQL for development: started with the service and stopped with it. Beside the data
// folder are its .password, .log, .lock and .owner.
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { type Binaries, findBinaries, findWay } from "./binaries.ts";
import { createIfAbsent, isCreated, postgresMajor, readPassword } from "./creation.ts";
import { ifAbsent } from "./if-absent.ts";
import { canonical, lockFolder } from "./lock.ts";
import { findPostmaster, type Postmaster, startPostmaster, stopLeftBehind } from "./postmaster.ts";

export interface EmbeddedPostgres {
  /** Contains the password. The user owns the server, the database is `thuisinlog`. */
  readonly url: string;
  /** Closes open connections and resolves when the server has ended. Idempotent. */
  stop(): Promise<void>;
}

interface EmbeddedPostgresOptions {
  readonly directory: string;
  /** Default: a free port, another one at each start. */
  readonly port?: number;
  /** Configuration of the server by name; overrides the settings here. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Receives progress messages for people. */
  readonly onProgress?: (message: string) => void;
  /** Called when the server ends unexpectedly after its start. */
  readonly onEnded?: ((error: Error) => void) | undefined;
}

const name = "thuisinlog";
const startTimeoutMs = 60_000;
const pollMs = 20;
const logTailLines = 15;

// Messages about processes of a killed server or of a killed start.
const survivors = /lock file "postmaster\.pid" already exists|shared memory block .* still in use/;

/**
 * Starts the server of this folder, which is created at the first start, and resolves when it
 * accepts connections. Stops a server that a killed service left running. Throws
 * `embedded-postgres-in-use` while another running service owns the folder, and otherwise an error
 * with the last lines of the server's log.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  await mkdir(dirname(resolve(options.directory)), { recursive: true, mode: 0o700 });
  const path = await canonical(options.directory);
  const unlock = await lockFolder(path, options.directory);
  try {
    const way = await findWay(binaries, isCreated(path) ? path : dirname(path));
    await createIfAbsent(binaries, {
      path,
      way,
      owner: name,
      durable: options.settings?.["fsync"] !== "off",
      onCreate: () =>
        options.onProgress?.(
          `Creating a PostgreSQL ${postgresMajor} database in ${options.directory} (once)`,
        ),
    });
    const server = await startServer(path, binaries, way, options);
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= server.stop().then(unlock);
      return stopped;
    };
    return { url: server.url, stop };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * Returns the URL of the server that runs on this folder, started by any process. A login proves it:
 * SCRAM authenticates the server too, so another program on an old port is not mistaken for it.
 */
export async function findEmbeddedPostgres(directory: string): Promise<string | undefined> {
  const path = await canonical(directory).catch(ifAbsent(undefined));
  const postmaster = path && (await findPostmaster(path));
  if (!postmaster) return undefined;
  const url = urlOf(await readPassword(path), postmaster.port);
  return connect(url).then(
    (client) => client.end().then(() => url),
    () => undefined,
  );
}

/** Retries until the server starts, or throws for an error that every attempt would meet. */
async function startServer(
  path: string,
  binaries: Binaries,
  way: readonly string[],
  { directory, port: wishedPort, settings = {}, onProgress, onEnded }: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const password = await readPassword(path);
  let isReady = false;
  const onPostmasterEnded = (how: string) => {
    if (isReady) onEnded?.(new Error(`The PostgreSQL in ${directory} ended by itself: ${how}.`));
  };
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const stalePid = await stopLeftBehind(path, onProgress);
    const port = wishedPort ?? (await findFreePort());
    onProgress?.(`Starting PostgreSQL on 127.0.0.1:${port}`);
    const postmaster = await startPostmaster(binaries, {
      path,
      way,
      port,
      settings,
      stalePid,
      onEnded: onPostmasterEnded,
    });
    try {
      await waitUntilReady(path, postmaster, deadline);
      await createDatabaseIfAbsent(urlOf(password, port, "postgres"));
      isReady = true;
      return { url: urlOf(password, port), stop: postmaster.stop };
    } catch (cause) {
      await postmaster.stop();
      const log = await postmaster.readLog();
      const portWasTaken = wishedPort === undefined && log.includes("Address already in use");
      if (performance.now() > deadline || !(portWasTaken || survivors.test(log))) {
        const tail = log.split("\n").slice(-logTailLines).join("\n");
        const reason = (cause as Error).message;
        throw new Error(`PostgreSQL did not start in ${directory}: ${reason}\n${tail}`, { cause });
      }
      await delay(pollMs);
    }
  }
}

// Reads postmaster.pid instead of the port, which another program may have taken.
async function waitUntilReady(
  path: string,
  postmaster: Postmaster,
  deadline: number,
): Promise<void> {
  for (;;) {
    const named = await findPostmaster(path);
    if (named?.pid === postmaster.pid && named.isReady) return;
    if (postmaster.hasEnded()) throw new Error("The server ended by itself.");
    if (performance.now() > deadline) throw new Error("The server did not become ready in time.");
    await delay(pollMs);
  }
}

async function createDatabaseIfAbsent(url: string): Promise<void> {
  const client = await connect(url);
  try {
    const found = await client.query("select from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A lost connection also fails the query; an unhandled event would end the process.
  client.on("error", () => {});
  await client.connect();
  return client;
}

function urlOf(password: string, port: number, database = name): string {
  return `postgres://${name}:${password}@127.0.0.1:${port}/${database}`;
}

/** Returns a free port of 127.0.0.1. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
