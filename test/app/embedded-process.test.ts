// The process with an embedded database, while a fault occurs outside it.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import t, { type Test } from "tap";
import { findEmbeddedPostgres, findFreePort } from "../../src/development/postgres/server.ts";
import { until } from "../integration/until.ts";
import { startSmtpServer } from "../support/smtp-server.ts";

const root = new URL("../..", import.meta.url);
const readyMaxMs = 300_000;
const folder = await mkdtemp(join(tmpdir(), "thuisinlog-process-"));
t.teardown(() => rm(folder, { recursive: true, force: true }));
const postgres = join(folder, "postgres");

/** Starts the service with this stdout, and resolves when it is ready. */
async function start(t: Test, stdout: "pipe" | number) {
  const port = await findFreePort();
  const smtp = await startSmtpServer(t);
  const env = {
    ...process.env,
    DATABASE_URL: "",
    SMTP_URL: smtp.url,
    DATA_DIR: folder,
    PORT: `${port}`,
  };
  const stdio: ["ignore", "pipe" | number, "inherit"] = ["ignore", stdout, "inherit"];
  const child = spawn(process.execPath, ["src/main.ts"], { cwd: root, env, stdio });
  let said = "";
  child.stdout?.on("data", (chunk) => {
    said += chunk;
  });
  const ended = once(child, "close");
  t.teardown(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  const ask = (path: string) => fetch(`${url}${path}`).then(({ ok }) => ok || undefined);
  await until("service that is ready", () => ask("/readyz").catch(() => undefined), readyMaxMs);
  return { child, ask, said: () => said, ended: ended.then(([code]) => code) };
}

/** A pipe without a reader. */
async function makePipe(t: Test) {
  const path = join(folder, "pipe");
  await promisify(execFile)("mkfifo", [path]);
  // Opened for writing too, so that it needs no other end.
  const inner = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const outer = openSync(path, constants.O_WRONLY);
  t.teardown(() => {
    closeSync(inner);
    closeSync(outer);
  });
  const fillWith = (bytes: number) => {
    try {
      for (let count = 0; count < 2 ** 20; count += 1) writeSync(inner, "x".repeat(bytes));
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "EAGAIN";
    }
  };
  return { outer, fill: () => fillWith(4_096) && fillWith(1) };
}

t.test("a process stops with its database even if its log has no reader", async (t) => {
  const pipe = await makePipe(t);
  const { child, ask, ended } = await start(t, pipe.outer);
  t.ok(pipe.fill(), "the pipe is full");
  const answers = Array.from({ length: 100 }, () => ask("/v1/openapi.json"));
  t.notOk((await Promise.all(answers)).includes(undefined), "requests are answered");
  child.kill("SIGTERM");
  t.not(await ended, null, "no SIGKILL was needed");
  t.equal(await findEmbeddedPostgres(postgres), undefined);
});

t.test("a process whose database is killed logs it and exits with 1", async (t) => {
  const { said, ended } = await start(t, "pipe");
  const pid = Number.parseInt(await readFile(join(postgres, "postmaster.pid"), "utf8"), 10);
  process.kill(pid, "SIGKILL");
  t.equal(await ended, 1);
  const lines = said()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  const fatal = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === "fatal");
  t.equal(fatal.length, 1);
  t.match(fatal[0].err.message, /^The PostgreSQL in .* ended by itself: SIGKILL\.$/);
});
