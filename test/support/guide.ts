// Starts the service as the reader of a guide does, and a shell for the commands of the guide.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Test } from "tap";
import { findFreePort } from "../../src/development/postgres/server.ts";

const root = new URL("../..", import.meta.url);
const end = "--- end of block";

/** Starts the process of `npm start`, on free ports and in a temporary folder. */
export async function startAsNewcomer(t: Test) {
  const dataDir = await mkdtemp(join(tmpdir(), "thuisinlog-readme-"));
  const port = await findFreePort();
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    PORT: `${port}`,
    MAILBOX_PORT: "0",
    CURL_HOME: dataDir,
  };
  for (const variable of ["DATABASE_URL", "SMTP_URL"]) Reflect.deleteProperty(env, variable);
  // An HTTP error fails the command, because a reader would see it.
  await writeFile(join(dataDir, ".curlrc"), "fail-with-body\n");
  const service = spawn(process.execPath, ["src/main.ts"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.teardown(async () => {
    await stop(service);
    await rm(dataDir, { recursive: true, force: true });
  });
  let mailbox = "";
  for await (const line of createInterface({ input: service.stdout })) {
    mailbox ||= /^Mailbox +(\S+)$/.exec(line)?.[1] ?? "";
    if (line.startsWith("Ctrl-C")) break;
  }
  service.stdout.resume();
  return {
    api: `http://localhost:${port}`,
    mailbox,
    env,
    root,
    dataDir,
    /** Adds a school and the client of a coordinator with the operator commands. */
    async addClient(brin: string): Promise<{ clientId: string; clientSecret: string }> {
      const cli = async (...args: string[]) => {
        const command = ["src/cli/main.ts", ...args, "--json"];
        const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root, env });
        return JSON.parse(stdout);
      };
      await cli("school", "add", "--brin", brin, "--name", "De Wegwijzer");
      return await cli("client", "add", "--brin", brin, "--role", "coordinator");
    },
  };
}

/** Returns the commands of a guide, adapted to this machine. */
export function blocksOf(guide: string, here: Readonly<Record<string, string>>): string[] {
  return [...guide.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) =>
    Object.entries(here).reduce((text, [written, real]) => text.replaceAll(written, real), block),
  );
}

/** Starts a shell that keeps its state between blocks, like a terminal. */
export function startShell(t: Test, env: NodeJS.ProcessEnv, cwd: string | URL) {
  const shell = spawn("bash", [], { cwd, env, stdio: ["pipe", "pipe", "inherit"] });
  t.teardown(() => stop(shell));
  const lines = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
  // Counts every failed command of a block, also in a pipe.
  shell.stdin.write("exec 2>&1\nset -o pipefail\ntrap 'failures=$((failures + 1))' ERR\n");

  return {
    /** Runs a block without pauses, like a pasted one. `failed` commands of it must fail. */
    async run(block: string, failed = 0): Promise<string> {
      shell.stdin.write(`failures=0\n${block}\nprintf '\\n%s %s\\n' "${end}" $failures\n`);
      let output = "";
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`The shell ended in:\n${block}`);
        if (value.startsWith(end)) {
          t.equal(Number(value.split(" ").at(-1)), failed, block, { output });
          return output;
        }
        output += `${value}\n`;
      }
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
