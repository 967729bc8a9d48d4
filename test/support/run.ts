// Runs the tests on one PostgreSQL that they share, each with databases of its own: that of
// DATABASE_URL, or an embedded one for as long as they run. Takes the arguments of tap.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "../../src/store/embedded.ts";
import { quickNotSafe } from "./database.ts";

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

const quickLoading = new URL("loading.ts", import.meta.url).href;
const server = await startServer();
const tap = spawn("tap", process.argv.slice(2), {
  stdio: "inherit",
  env: { ...process.env, DATABASE_URL: server.url, NODE_OPTIONS: `--import=${quickLoading}` },
});
// Ctrl-C reaches tap too; what it leaves is put away here.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => tap.kill(signal));
const [code] = await once(tap, "close");
await server.stop();
process.exitCode = code ?? 1;
