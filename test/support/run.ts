// Runs the tests on one PostgreSQL that they share, each with databases of its own: that of
// DATABASE_URL, or an embedded one for as long as they run. Takes the arguments of tap.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbeddedPostgres } from "../../src/store/embedded.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { quickNotSafe, templateVariable } from "./database.ts";

async function startServer() {
  const given = process.env["DATABASE_URL"];
  if (given) return { url: given, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), "thuisinlog-tests-"));
  const { url, stop } = await startEmbeddedPostgres({
    directory: join(folder, "postgres"),
    settings: quickNotSafe,
  });
  return {
    url,
    stop: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A migrated database for the tests to copy. */
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
    remove: async () => {
      await client.query(`drop database ${name}`);
      await client.end();
    },
  };
}

const quickLoading = new URL("loading.ts", import.meta.url).href;
const server = await startServer();
const template = await makeTemplate(server.url);
const tap = spawn("tap", process.argv.slice(2), {
  stdio: "inherit",
  env: {
    ...process.env,
    DATABASE_URL: server.url,
    [templateVariable]: template.name,
    NODE_OPTIONS: `--import=${quickLoading}`,
    NODE_COMPILE_CACHE: join(tmpdir(), "thuisinlog-compiled"),
  },
});
// Ctrl-C reaches tap too; what it leaves is put away here.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => tap.kill(signal));
const [code] = await once(tap, "close");
await template.remove();
await server.stop();
process.exitCode = code ?? 1;
