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

const programs = ["initdb", "postgres", "pg_dump", "pg_restore", "psql"];

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
  /** Ends it at once, as a power loss does, and deletes its data. */
  destroy(): Promise<void>;
}

/** Starts an empty server on a free port, with the superuser `postgres`. It ends with the test. */
export async function startInstalledPostgres(t: Test, bin: string): Promise<InstalledPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "thuisinlog-restore-"));
  const way = await findWay(
    { initdb: join(bin, "initdb"), postgres: join(bin, "postgres") },
    folder,
  );
  const data = join(folder, "data");
  const [initdb = "", ...initdbArgs] = [
    ...way,
    join(bin, "initdb"),
    `--pgdata=${data}`,
    ...["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
  ];
  await promisify(execFile)(initdb, initdbArgs, { env: serverEnvironment });
  const port = await freePort();
  const [postgres = "", ...postgresArgs] = [
    ...way,
    join(bin, "postgres"),
    ...["-D", data, "-p", `${port}`],
    ...["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"],
  ];
  const server = spawn(postgres, postgresArgs, { env: serverEnvironment, stdio: "ignore" });
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
  const url = (login: string, database: string) =>
    `postgres://${login}@127.0.0.1:${port}/${database}`;

  async function destroy(): Promise<void> {
    if (!hasEnded()) {
      server.kill("SIGQUIT");
      await once(server, "exit");
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
  t.teardown(destroy);
  await until("server that answers", async () => {
    if (hasEnded()) throw new Error("The server did not start.");
    const client = new pg.Client(url("postgres", "postgres"));
    return await client.connect().then(
      () => client.end().then(() => true),
      () => undefined,
    );
  });
  return { url, destroy };
}
