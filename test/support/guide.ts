// Starts what a reader of a guide starts, and a shell to type its commands into.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Test } from "tap";
import { findFreePort } from "../../src/store/embedded.ts";

const root = new URL("../..", import.meta.url);
const end = "--- end of block";
const patienceMs = 10_000;

/** What `npm start` runs, on free ports and in a folder of its own. */
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
  // A refusal fails, where a reader would see it.
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
    /** A school with a coordinator's client, by the operator's commands. */
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

/** The commands in a guide, with what differs on this machine. */
export function blocksOf(guide: string, here: Readonly<Record<string, string>>): string[] {
  return [...guide.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) =>
    Object.entries(here).reduce((text, [written, real]) => text.replaceAll(written, real), block),
  );
}

/** A shell that lives on between blocks, as a terminal does. */
export function startShell(t: Test, env: NodeJS.ProcessEnv, cwd: string | URL) {
  const shell = spawn("bash", [], { cwd, env, stdio: ["pipe", "pipe", "inherit"] });
  t.teardown(() => stop(shell));
  const lines = createInterface({ input: shell.stdout })[Symbol.asyncIterator]();
  // Any command of a block that fails is seen, also within a pipe.
  shell.stdin.write("exec 2>&1\nset -o pipefail\ntrap 'failures=$((failures + 1))' ERR\n");

  async function runOnce(block: string): Promise<{ failures: number; output: string }> {
    shell.stdin.write(`failures=0\n${block}\nprintf '\\n%s %s\\n' "${end}" $failures\n`);
    let output = "";
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The shell ended in:\n${block}`);
      if (value.startsWith(end)) return { failures: Number(value.split(" ").at(-1)), output };
      output += `${value}\n`;
    }
  }

  return {
    /** As who reads along does, it tries again when the mail has not come in yet. */
    async run(block: string): Promise<string> {
      const deadline = performance.now() + patienceMs;
      for (;;) {
        const { failures, output } = await runOnce(block);
        if (failures === 0 || performance.now() > deadline) {
          t.equal(failures, 0, block, { output });
          return output;
        }
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
