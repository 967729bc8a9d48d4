// A start that is refused, by the real process and by its checks.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t, { type Test } from "tap";
import { explainListenError } from "../../src/app/ports.ts";
import { requireFreeResources } from "../../src/app/preflight.ts";
import { runCommand } from "../../src/cli/run.ts";
import { readConfig } from "../../src/config/config.ts";
import { lockFolder } from "../../src/development/postgres/lock.ts";

const root = new URL("../..", import.meta.url);
const folder = await mkdtemp(join(tmpdir(), "thuisinlog-preflight-"));
t.teardown(() => rm(folder, { recursive: true, force: true }));

/** Listens on a port, like another program. */
async function takePort(t: Test): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Starts the process and waits for its end. */
function start(settings: Readonly<Record<string, string>>) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const env = {
      ...process.env,
      DATABASE_URL: "",
      SMTP_URL: "",
      PORT: "0",
      MAILBOX_PORT: "0",
      DATA_DIR: join(folder, "none"),
      ...settings,
    };
    execFile(process.execPath, ["src/main.ts"], { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

const oneSentence = (text: string) => text.trimEnd().split("\n").length === 1;

t.test("a port that is taken is named with its setting, before a database is made", async (t) => {
  const taken = `${await takePort(t)}`;
  for (const variable of ["PORT", "METRICS_PORT", "MAILBOX_PORT", "PUBLISHER_PORT"]) {
    const dataDir = join(folder, variable);
    const { code, stdout, stderr } = await start({ DATA_DIR: dataDir, [variable]: taken });
    t.equal(code, 1);
    t.equal(
      stderr,
      `${variable} ${taken} is taken: another program listens on 127.0.0.1:${taken}. Stop that program, or set another ${variable}.\n`,
    );
    t.equal(stdout, "", "nothing was started");
    t.notOk(existsSync(join(dataDir, "postgres")));
  }
});

t.test("the port of the mail catcher may be taken when there is a mail server", async (t) => {
  const MAILBOX_PORT = `${await takePort(t)}`;
  const env = { DATABASE_URL: "postgres://db/x", PORT: "0", MAILBOX_PORT };
  await t.rejects(requireFreeResources(readConfig(env)), { message: /^MAILBOX_PORT / });
  await t.resolves(requireFreeResources(readConfig({ ...env, SMTP_URL: "smtp://relay.example" })));
});

t.test("a second start on a folder names the owner of the folder before any port", async (t) => {
  const dataDir = join(folder, "twice");
  await mkdir(dataDir);
  t.teardown(await lockFolder(join(dataDir, "postgres")));
  const taken = `${await takePort(t)}`;
  const config = readConfig({ DATA_DIR: dataDir, PORT: taken, MAILBOX_PORT: "0" });
  await t.rejects(requireFreeResources(config), {
    code: "embedded-postgres-in-use",
    message: `in use by process ${process.pid}`,
  });
});

t.test("a folder that is free stays free after the check", async (t) => {
  const config = readConfig({ DATA_DIR: join(folder, "free"), PORT: "0", MAILBOX_PORT: "0" });
  await requireFreeResources(config);
  await t.resolves(requireFreeResources(config));
});

t.test("an unusable DATA_DIR is named, by a start and by a command", async (t) => {
  const file = join(folder, "file");
  await writeFile(file, "");
  for (const dataDir of [file, join(file, "below")]) {
    const sentence = `The folder of DATA_DIR (${dataDir}) cannot be written: `;
    const { code, stderr } = await start({ DATA_DIR: dataDir });
    t.equal(code, 1);
    t.ok(stderr.startsWith(sentence) && oneSentence(stderr), stderr);
    const said: string[] = [];
    const printError = (text: string) => said.push(text);
    const env = { DATA_DIR: dataDir };
    t.equal(await runCommand(["school", "list"], { env, print: printError, printError }), 1);
    t.ok(said.join("").startsWith(sentence), said.join(""));
  }
});

t.test("a HOST that is not of this machine is named", async (t) => {
  const { code, stderr } = await start({ HOST: "192.0.2.1" });
  t.equal(code, 1);
  t.match(stderr, /^HOST 192\.0\.2\.1 is not an address of this machine\. [^\n]*\n$/);
});

t.test("a port that the user may not open is named, another error is unchanged", async (t) => {
  const use = { variable: "PORT", host: "127.0.0.1", port: 80 } as const;
  const denied = Object.assign(new Error("listen EACCES"), { code: "EACCES" });
  t.match(explainListenError(denied, use), { message: /^PORT 80 is not allowed: / });
  const other = new Error("other");
  t.equal(explainListenError(other, use), other);
});
