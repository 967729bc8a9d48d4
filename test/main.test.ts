// The process as an operator runs it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import t, { type Test } from "tap";
import { findEmbeddedPostgres } from "../src/development/postgres/server.ts";

const root = new URL("..", import.meta.url);

t.test("an invalid configuration exits with 1 and reports all errors without values", async (t) => {
  const process = start(t, {
    PORT: "canary-port",
    LOG_LEVEL: "canary-level",
    NODE_ENV: "production",
  });
  const { code, stderr } = await process.ended;
  t.equal(code, 1);
  for (const variable of [
    "PORT",
    "LOG_LEVEL",
    "DATABASE_URL",
    "SMTP_URL",
    "SECRET_KEY",
    "HOME_URL",
  ]) {
    t.match(stderr, new RegExp(`^- ${variable} `, "m"));
  }
  t.notMatch(stderr, "canary");
});

t.test(
  "without DATABASE_URL the process starts an embedded database, locks its folder and stops it at the end",
  async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), "thuisinlog-main-"));
    t.teardown(() => rm(dataDir, { recursive: true, force: true }));
    const env = {
      DATA_DIR: dataDir,
      PORT: "0",
      PUBLIC_URL: "http://localhost:1",
      MAILBOX_PORT: "0",
    };
    const first = start(t, env);
    const url = await first.url;
    t.equal((await fetch(`${url}/readyz`)).status, 200);

    const second = await start(t, env).ended;
    t.equal(second.code, 1);
    t.match(second.stderr, "in use");
    t.equal((await fetch(`${url}/readyz`)).status, 200, "the first process still runs");

    first.child.kill("SIGTERM");
    t.equal((await first.ended).code, 0);
    t.equal(await findEmbeddedPostgres(join(dataDir, "postgres")), undefined);

    const [startLog = "", stopLog = "", ...rest] = first.said().split("Ctrl-C stops it.\n\n");
    t.strictSame(rest, []);
    const ownRequest = startLog.indexOf('"route":"/v1/groups/:groupId"');
    t.ok(ownRequest >= 0 && ownRequest < startLog.indexOf("\nPages  "), "the advice comes last");
    const stopLines = stopLog.split("\n").flatMap((line) => (line ? [JSON.parse(line)] : []));
    t.strictSame(
      stopLines.map(({ level, msg }) => `${level} ${msg}`),
      ["info stopping", "info stopped"],
      "a stop without warnings",
    );

    const again = start(t, { ...env, LOG_FORMAT: "text" });
    t.equal(
      (await fetch(`${await again.url}/readyz`)).status,
      200,
      "its data folder can be used again",
    );
    again.child.kill("SIGINT");
    t.equal((await again.ended).code, 0);
    t.match(again.said(), /INFO: GET \/v1\/groups 200 in \d+ ms \{"brin":"99XX"\}\n/);

    const unready = start(t, env);
    await unready.starting;
    unready.child.kill("SIGHUP");
    t.equal((await unready.ended).code, 0, "also a process that is still starting");
    t.equal(await findEmbeddedPostgres(join(dataDir, "postgres")), undefined);
  },
);

interface Ended {
  readonly code: number | null;
  readonly stderr: string;
}

function start(t: Test, settings: Readonly<Record<string, string>>) {
  const env = { ...process.env, DATABASE_URL: "", SMTP_URL: "", ...settings };
  const child = spawn(process.execPath, ["src/main.ts"], { cwd: root, env, stdio: "pipe" });
  let stderr = "";
  let stdout = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const starting = Promise.withResolvers<void>();
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    if (stdout.includes("Starting PostgreSQL")) starting.resolve();
  });
  const ended: Promise<Ended> = once(child, "close").then(([code]) => ({ code, stderr }));
  t.teardown(() => end(child));
  const said = () => stdout;
  return { child, ended, said, starting: starting.promise, url: readUrl(child) };
}

/** Resolves to the URL on which the process listens. */
async function readUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout) return "";
  let url = "";
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    url ||= /Server listening at ([^"]+)/.exec(line)?.[1] ?? "";
    if (line.startsWith("Ctrl-C")) break;
  }
  child.stdout.resume();
  return url;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  await closed;
}
