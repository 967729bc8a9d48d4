// The environment of a test run: a shared PostgreSQL, with separate databases for each test file, and a fast
// start of processes. The server is that of DATABASE_URL, or an embedded one that stops after the run.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../../src/development/postgres/server.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { copyMark, quickNotSafe, templateVariable } from "./database.ts";

/** Runs a command of node_modules in the environment. Resolves to its exit code, 1 after a signal. */
export type RunCommand = (command: string, args: readonly string[]) => Promise<number>;

/** The file system in memory of Linux. Copying a database there takes half the processor time of a disk. */
const memoryFolder = "/dev/shm";
const memoryFolderMinBytes = 2 * 1024 ** 3;
const quickLoading = new URL("loading.ts", import.meta.url).href;

/** Runs `work` in the environment and removes it afterwards. Resolves to the exit code of the work. */
export async function inSurroundings(work: (run: RunCommand) => Promise<number>): Promise<number> {
  const folder = await mkdtemp(join(await findQuickFolder(), "thuisinlog-tests-"));
  const server = await startServer(folder);
  const template = await makeTemplate(server.url);
  const env = {
    ...process.env,
    TMPDIR: folder,
    DATABASE_URL: server.url,
    [templateVariable]: template.name,
    NODE_OPTIONS: `--import=${quickLoading} --max-semi-space-size=32`,
    NODE_COMPILE_CACHE: join(tmpdir(), "thuisinlog-compiled"),
  };
  let running: ChildProcess | undefined;
  let isStopped = false;
  // Ctrl-C reaches the command too. Its databases are removed here.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      isStopped = true;
      running?.kill(signal);
    });
  }
  try {
    return await work(async (command, args) => {
      if (isStopped) return 1;
      running = spawn(command, args, { stdio: "inherit", env });
      const [code] = await once(running, "close");
      return code ?? 1;
    });
  } finally {
    await template.remove();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where the files of a run are: in memory if there is room. */
export async function findQuickFolder(): Promise<string> {
  const { bavail, bsize } = await statfs(memoryFolder).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize >= memoryFolderMinBytes ? memoryFolder : tmpdir();
}

async function startServer(folder: string) {
  const given = process.env["DATABASE_URL"];
  if (given) return { url: given, stop: async () => {} };
  const settings = quickNotSafe;
  return await startEmbeddedPostgres({ directory: join(folder, "postgres"), settings });
}

/** Creates the migrated database that tests copy. */
async function makeTemplate(serverUrl: string) {
  const name = `thuisinlog_template_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrateDatabase(url.href);
  return {
    name,
    /** Drops the template and the copies of killed tests. */
    remove: async () => {
      const { rows } = await client.query(
        "select datname from pg_database where starts_with(datname, $1)",
        [`${name}${copyMark}`],
      );
      for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`);
      await client.query(`drop database ${name}`);
      await client.end();
    },
  };
}
