// Servers of a PostgreSQL that is installed on the machine, with its own pg_dump and pg_restore.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { Test } from "tap";
import { findWay, serverEnvironment } from "../../src/development/postgres/binaries.ts";
import { freePort } from "../integration/pooler.ts";
import { until } from "../integration/until.ts";

const programs = ["initdb", "postgres", "pg_basebackup", "pg_dump", "pg_restore", "psql"];

/** Returns the folder of the programs: `PG_BIN`, or the newest one of Debian; `undefined` if none has them all. */
export function findPostgresBin(): string | undefined {
  const folders = process.env["PG_BIN"]
    ? [process.env["PG_BIN"]]
    : globSync("/usr/lib/postgresql/*/bin").sort((one, other) => majorOf(other) - majorOf(one));
  return folders.find((bin) => programs.every((program) => existsSync(join(bin, program))));
}

const majorOf = (bin: string) => Number(/\d+/.exec(bin)?.[0] ?? 0);

export interface InstalledPostgres {
  /** URL of a login and a database. Every login on this machine is trusted. */
  url(login: string, database: string): string;
  restart(): Promise<void>;
  /** Ends it at once, as a power loss does, and deletes its data. */
  destroy(): Promise<void>;
}

export interface ServerFolder {
  readonly path: string;
  /** Folder of the data. */
  readonly data: string;
  /** Start of a command line that can use the folder, also as root. */
  readonly way: readonly string[];
}

/** Creates a folder that the server can use. It is deleted after the test. */
export async function createServerFolder(t: Test, bin: string): Promise<ServerFolder> {
  const path = await mkdtemp(join(tmpdir(), "thuisinlog-restore-"));
  t.teardown(() => rm(path, { recursive: true, force: true, maxRetries: 10 }));
  const binaries = { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") };
  return { path, data: join(path, "data"), way: await findWay(binaries, path) };
}

/** Starts an empty server on a free port, with the superuser `postgres`. It ends with the test. */
export async function startInstalledPostgres(t: Test, bin: string): Promise<InstalledPostgres> {
  const folder = await createServerFolder(t, bin);
  const [initdb = "", ...initdbArgs] = [
    ...folder.way,
    join(bin, "initdb"),
    `--pgdata=${folder.data}`,
    ...["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
  ];
  await promisify(execFile)(initdb, initdbArgs, { env: serverEnvironment });
  return await startPostgresOn(t, bin, folder);
}

/** Starts a server on existing data. It ends with the test. */
export async function startPostgresOn(
  t: Test,
  bin: string,
  { path, data, way }: ServerFolder,
): Promise<InstalledPostgres> {
  const port = await freePort();
  const [postgres = "", ...postgresArgs] = [
    ...way,
    join(bin, "postgres"),
    ...["-D", data, "-p", `${port}`],
    ...["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"],
  ];
  const launch = () =>
    spawn(postgres, postgresArgs, {
      env: serverEnvironment,
      stdio: process.env["DBG"] ? "inherit" : "ignore",
    });
  let server = launch();
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
  const url = (login: string, database: string) =>
    `postgres://${login}@127.0.0.1:${port}/${database}`;

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (hasEnded()) return;
    server.kill(signal);
    await once(server, "exit");
  }

  const untilAnswers = () =>
    until("server that answers", async () => {
      if (hasEnded()) throw new Error("The server did not start.");
      const client = new pg.Client(url("postgres", "postgres"));
      return await client.connect().then(
        () => client.end().then(() => true),
        () => undefined,
      );
    });

  async function destroy(): Promise<void> {
    await end("SIGQUIT");
    await rm(path, { recursive: true, force: true, maxRetries: 10 });
  }
  t.teardown(destroy);
  await untilAnswers();
  return {
    url,
    restart: async () => {
      await end("SIGINT");
      server = launch();
      await untilAnswers();
    },
    destroy,
  };
}
