// PgBouncer between the replicas and their database, if `PGBOUNCER` is the path of the program.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { Test } from "tap";
import { until } from "./until.ts";

/** Fewer server connections than one replica uses, so that its connections share them. */
const serversMax = 5;

/**
 * Starts PgBouncer in transaction mode and returns the settings of a service behind it. Migrations bypass it,
 * because they hold a lock across transactions.
 */
export async function startPooler(t: Test, databaseUrl: string, program: string) {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), "thuisinlog-pooler-"));
  await chmod(folder, 0o755);
  const listenPort = await freePort();
  const settings = `
[databases]
* = host=${hostname} port=${port} user=${username || "postgres"} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${serversMax}
`;
  const file = join(folder, "pgbouncer.ini");
  await writeFile(file, settings);
  // PgBouncer refuses to run as root.
  const asNobody = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn(program, ["-q", ...asNobody, file], { stdio: "inherit" });
  t.teardown(async () => {
    const ended = once(child, "exit");
    if (child.kill("SIGKILL")) await ended;
    await rm(folder, { recursive: true });
  });

  const url = `postgres://thuisinlog@127.0.0.1:${listenPort}${pathname}`;
  await until("PgBouncer", async () => (await isThere(url)) || undefined);
  return {
    DATABASE_URL: url,
    DATABASE_OWNER_URL: databaseUrl,
    DATABASE_PREPARED_STATEMENTS: "off",
  };
}

async function isThere(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  return await client
    .connect()
    .then(() => client.end())
    .then(
      () => true,
      () => false,
    );
}

/** Returns a port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
