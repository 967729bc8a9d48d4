import { execFile, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  chown,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import t, { type Test } from "tap";
import { findBinaries, findWay } from "../../../src/development/postgres/binaries.ts";
import {
  findEmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../src/development/postgres/server.ts";
import { until } from "../../integration/until.ts";

const run = promisify(execFile);
const program = fileURLToPath(
  new URL("../../support/embedded-postgres-service.ts", import.meta.url),
);
const settings = { fsync: "off", shared_buffers: "2MB" };
const nobody = 65534;
const stranger = 54321;
const isRoot = process.getuid?.() === 0;
const onlyRoot = isRoot ? {} : { skip: "only root may do this" };
/** Other users cannot run the programs of the server if only root can enter the checkout. */
const inOpenCheckout = {
  skip: onlyRoot.skip || (!(await mayRead()) && "this checkout is closed to ordinary users"),
};

// Creating a data folder takes seconds, so most tests share one, each with a separate server. For root
// it is below a folder that only root can enter.
const home = await mkdtemp(isRoot ? "/root/embedded-postgres-" : "/tmp/embedded-postgres-");
t.teardown(() => rm(home, { recursive: true }));
const directory = join(home, "postgres");

async function emptyFolder(t: Test): Promise<string> {
  const folder = await mkdtemp("/tmp/embedded-postgres-");
  t.teardown(() => rm(folder, { recursive: true, maxRetries: 10 }));
  return join(folder, "postgres");
}

async function start(t: Test, folder: string) {
  const progress: string[] = [];
  const onProgress = (message: string) => progress.push(message);
  const server = await startEmbeddedPostgres({ directory: folder, settings, onProgress });
  t.teardown(server.stop);
  return { ...server, progress };
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

/** Starts the server in a separate process. `nextLine` resolves to its output, see the program. */
function spawnService(t: Test, folder: string, options: SpawnOptions = {}) {
  const child = spawn(process.execPath, [program, folder], {
    stdio: ["pipe", "pipe", "inherit"],
    ...options,
  });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout as Readable)[Symbol.asyncIterator]();
  t.teardown(async () => {
    (child.stdin as Writable).end();
    await ended;
  });
  return {
    pid: child.pid as number,
    nextLine: async () => String((await lines.next()).value),
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

async function startedService(t: Test, folder: string, options?: SpawnOptions) {
  const service = spawnService(t, folder, options);
  const { url, message } = JSON.parse(await service.nextLine());
  if (!url) throw new Error(message);
  return { ...service, url: url as string };
}

async function postmasterPid(): Promise<number> {
  return Number.parseInt(await readFile(join(directory, "postmaster.pid"), "utf8"), 10);
}

t.test("the first start creates a PostgreSQL 18 database and reports it", async (t) => {
  const { url, progress } = await start(t, directory);
  t.match(await ask(url, "show server_version"), /^18\./);
  t.match(progress, [
    `Creating a PostgreSQL 18 database in ${directory} (once)`,
    /^Starting PostgreSQL on 127\.0\.0\.1:\d+$/,
  ]);
});

t.test("a running server", async (t) => {
  const { url } = await start(t, directory);

  t.test(
    "the server has the same settings on every machine and listens on loopback only",
    async (t) => {
      const expected = {
        listen_addresses: "127.0.0.1",
        unix_socket_directories: "",
        server_encoding: "UTF8",
        data_checksums: "on",
        TimeZone: "UTC",
        max_connections: "200",
        fsync: "off",
      };
      const actual = "select json_object_agg(name, current_setting(name)) from pg_settings";
      t.match(await ask(url, actual), expected);
      t.equal(await ask(url, "select lower('É') collate \"default\""), "é");
    },
  );

  t.test("a login needs the password file", async (t) => {
    const { mode } = await stat(`${directory}.password`);
    t.equal(mode & 0o777, 0o600);
    t.equal(new URL(url).password, await readFile(`${directory}.password`, "utf8"));
    const wrong = Object.assign(new URL(url), { password: "guess" });
    await t.rejects(ask(wrong.href, "select 1"), { code: "28P01" });
  });

  t.test("the log has no personal data, even if a statement fails", async (t) => {
    await ask(url, "create table pupils (email text primary key)");
    await ask(url, "insert into pupils values ('anna@example.org')");
    await t.rejects(ask(url, "insert into pupils values ('anna@example.org')"), { code: "23505" });
    await t.rejects(ask(url, "select 'anna@example.org'::int"), { code: "22P02" });
    const log = await readFile(`${directory}.log`, "utf8");
    t.match(log, /ready to accept connections/);
    t.notMatch(log, /anna/);
  });
});

t.test("data survives a restart", async (t) => {
  const before = await start(t, directory);
  await ask(before.url, "create table kept_by_stop as select 42 as answer");
  await before.stop();
  await before.stop();
  await t.rejects(ask(before.url, "select 1"), { code: "ECONNREFUSED" });
  const after = await start(t, directory);
  t.equal(await ask(after.url, "select answer from kept_by_stop"), 42);
  t.equal(after.progress.length, 1, "nothing is created again");
});

t.test("a stop does not wait for open connections", async (t) => {
  const { url, stop } = await start(t, directory);
  const client = new pg.Client({ connectionString: url });
  const lost = new Promise((resolve) => client.on("error", resolve));
  await client.connect();
  await stop();
  t.type(await lost, Error);
});

t.test("a running server is found by its folder, a stopped server is not", async (t) => {
  t.equal(await findEmbeddedPostgres(join(directory, "no", "such", "folder")), undefined);
  t.equal(await findEmbeddedPostgres(directory), undefined);
  const { url, stop } = await start(t, directory);
  t.equal(await findEmbeddedPostgres(directory), url);
  await stop();
  t.equal(await findEmbeddedPostgres(directory), undefined);
});

t.test("a second start on the same folder is rejected with a clear message", async (t) => {
  const service = await startedService(t, directory);
  await t.rejects(startEmbeddedPostgres({ directory, settings }), {
    code: "embedded-postgres-in-use",
    message: `The PostgreSQL folder ${directory} is in use by process ${service.pid}. Stop that one first, or use another folder or a DATABASE_URL.`,
  });
  t.equal(await ask(service.url, "select 1"), 1, "the first is not changed");
});

t.test("a second start within one process is rejected, and the first keeps the lock", async (t) => {
  const { url } = await start(t, directory);
  const refusal = { code: "embedded-postgres-in-use", ownerPid: process.pid };
  await t.rejects(startEmbeddedPostgres({ directory, settings }), refusal);
  const other = spawnService(t, directory);
  t.match(JSON.parse(await other.nextLine()), { code: "embedded-postgres-in-use" });
  t.equal(await ask(url, "select 1"), 1);
});

t.test("of two concurrent starts one succeeds", async (t) => {
  const services = [spawnService(t, directory), spawnService(t, directory)];
  const answers = await Promise.all(services.map((service) => service.nextLine()));
  const [won, refused] = answers.map((line) => JSON.parse(line)).sort((one) => (one.url ? -1 : 1));
  t.equal(refused.code, "embedded-postgres-in-use");
  t.equal(await ask(won.url, "select 1"), 1);
});

t.test("after the service is killed the next start takes over its server", async (t) => {
  const service = await startedService(t, directory);
  await ask(service.url, "create table kept_by_service_kill as select 42 as answer");
  await service.kill();
  t.equal(await findEmbeddedPostgres(directory), service.url, "the server still runs");
  const { url, progress } = await start(t, directory);
  t.match(progress[0], /^Stopping a PostgreSQL \(process \d+\) that was left behind$/);
  t.equal(await ask(url, "select answer from kept_by_service_kill"), 42);
  await t.rejects(ask(service.url, "select 1"), { code: "ECONNREFUSED" });
});

t.test("after the server is killed the next start recovers", async (t) => {
  const before = await start(t, directory);
  await ask(before.url, "create table kept_by_server_kill as select 42 as answer");
  process.kill(await postmasterPid(), "SIGKILL");
  await before.stop();
  const after = await start(t, directory);
  t.equal(await ask(after.url, "select answer from kept_by_server_kill"), 42);
});

t.test("a pid that another program reuses blocks no start and is not stopped", async (t) => {
  const before = await start(t, directory);
  process.kill(await postmasterPid(), "SIGKILL");
  await before.stop();
  const other = spawn("sleep", ["600"]);
  t.teardown(() => other.kill());
  const file = join(directory, "postmaster.pid");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace(/^\d+/, String(other.pid)));
  t.equal(await findEmbeddedPostgres(directory), undefined);
  const { url } = await start(t, directory);
  t.equal(await ask(url, "select 1"), 1);
  t.equal(other.signalCode, null);
  t.ok(other.kill(0), "it lives");
});

t.test("a kill during creation leaves no broken folder", async (t) => {
  const folder = await emptyFolder(t);
  const drafts = async () =>
    (await readdir(dirname(folder))).filter((entry) => entry.startsWith("postgres.new-"));
  const service = spawnService(t, folder);
  await until("draft of the folder", async () => {
    const [draft] = await drafts();
    const files = draft ? await readdir(join(dirname(folder), draft)).catch(() => []) : [];
    return files.includes("base") || undefined;
  });
  await service.kill();
  t.notOk((await readdir(dirname(folder))).includes(basename(folder)));
  const { url } = await start(t, folder);
  t.equal(await ask(url, "select 1"), 1);
  t.strictSame(await drafts(), []);
});

t.test("Ctrl-C in the terminal does not stop the server directly", async (t) => {
  const service = await startedService(t, directory, { detached: true });
  process.kill(-service.pid, "SIGINT");
  t.equal(await service.nextLine(), "SIGINT");
  t.equal(await ask(service.url, "select 1"), 1);
});

t.test("the error of a failed start has the reason, and the folder is unlocked", async (t) => {
  const broken = { ...settings, max_connections: "many" };
  await t.rejects(startEmbeddedPostgres({ directory, settings: broken }), {
    message:
      /did not start in .*: The server ended by itself\.\n.*invalid value for parameter "max_connections": "many"/,
  });
  const other = createServer().listen(0, "127.0.0.1");
  t.teardown(() => other.close());
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  await t.rejects(startEmbeddedPostgres({ directory, settings, port }), {
    message: /Address already in use/,
  });
  const { url } = await start(t, directory);
  t.equal(await ask(url, "select 1"), 1);
});

t.test("an unexpected end of the server is reported, a stop is not", async (t) => {
  const ends: Error[] = [];
  const onEnded = (error: Error) => ends.push(error);
  const stopped = await startEmbeddedPostgres({ directory, settings, onEnded });
  await stopped.stop();
  const killed = await startEmbeddedPostgres({ directory, settings, onEnded });
  t.teardown(killed.stop);
  process.kill(await postmasterPid(), "SIGKILL");
  await until("report", () => ends[0]);
  t.strictSame(
    ends.map(({ message }) => message),
    [`The PostgreSQL in ${directory} ended by itself: SIGKILL.`],
  );
});

t.test("a data folder without a password file is rejected with instructions", async (t) => {
  const password = await readFile(`${directory}.password`);
  t.teardown(() => writeFile(`${directory}.password`, password));
  const message = /password in .* is missing or empty.* Restore the file/;
  await writeFile(`${directory}.password`, "");
  await t.rejects(startEmbeddedPostgres({ directory, settings }), { message });
  await rm(`${directory}.password`);
  await t.rejects(startEmbeddedPostgres({ directory, settings }), { message });
});

t.test("an empty password file without a data folder is replaced", async (t) => {
  const folder = await emptyFolder(t);
  await writeFile(`${folder}.password`, "");
  const { url } = await start(t, folder);
  t.equal(await ask(url, "select 1"), 1);
});

t.test("a data folder of another major version is rejected with both versions", async (t) => {
  const folder = await emptyFolder(t);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(join(folder, "PG_VERSION"), "17\n");
  await t.rejects(startEmbeddedPostgres({ directory: folder, settings }), {
    message: /is of PostgreSQL 17, and this is PostgreSQL 18\. Move it with pg_dump/,
  });
});

t.test(
  "programs without their libraries are rejected with the command to install them",
  async (t) => {
    const folder = dirname(await emptyFolder(t));
    const { initdb, postgres } = await findBinaries();
    const lonely = join(folder, "initdb");
    await copyFile(initdb, lonely);
    await t.rejects(findWay({ initdb: lonely, postgres }, folder), {
      message: /misses a library.* Run npm rebuild/,
    });
  },
);

t.test("root can start a server in a folder that only root can enter", onlyRoot, async (t) => {
  const { url } = await start(t, directory);
  t.equal(await ask(url, "select 1"), 1);
  t.match(await stat(home), { uid: 0, mode: 0o40700 });
});

t.test(
  "root can start a server in a folder that only another user can enter",
  inOpenCheckout,
  async (t) => {
    const folder = await emptyFolder(t);
    await chmod(dirname(folder), 0o700);
    await chown(dirname(folder), stranger, stranger);
    const before = await start(t, folder);
    await before.stop();
    const { url } = await start(t, folder);
    t.equal(await ask(url, "select 1"), 1);
  },
);

t.test("an ordinary user can start a server", inOpenCheckout, async (t) => {
  const folder = await emptyFolder(t);
  await chown(dirname(folder), nobody, nobody);
  // A folder and environment without tap, because the hook of tap writes there.
  const env = { PATH: process.env["PATH"] };
  const asNobody = { uid: nobody, gid: nobody, cwd: dirname(folder), env };
  const service = await startedService(t, folder, asNobody);
  t.equal(await ask(service.url, "select 1"), 1);
  t.equal((await stat(folder)).uid, nobody);
});

async function mayRead(): Promise<boolean> {
  if (onlyRoot.skip) return false;
  const asNobody = { uid: nobody, gid: nobody, cwd: "/" };
  return await run("test", ["-r", program], asNobody).then(
    () => true,
    () => false,
  );
}
