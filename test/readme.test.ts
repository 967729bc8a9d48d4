// Runs the README's story as a newcomer does, command by command, in one shell.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import t, { type Test } from "tap";

const root = new URL("..", import.meta.url);
const end = "--- end of block";
const patienceMs = 10_000;

t.test("the README's story runs word for word, to a verified session token", async (t) => {
  const { api, mailbox, env } = await startAsNewcomer(t);
  const readme = await readFile(new URL("README.md", root), "utf8");
  const [, story = ""] = /## The story with curl\n(.*?)\n## /s.exec(readme) ?? [];
  const blocks = [...story.matchAll(/```sh\n(.*?)```/gs)].map(([, block = ""]) =>
    block.replaceAll("http://localhost:3000", api).replaceAll("http://localhost:1080", mailbox),
  );
  t.ok(blocks.length >= 6, "there are blocks to run");
  const shell = startShell(t, env);
  let output = "";
  for (const block of blocks) output = await shell.run(block);
  t.match(output, `iss: '${api}'`);
  t.match(output, /sid: '/);
});

/** What `npm start` runs, on free ports and in a folder of its own. */
async function startAsNewcomer(t: Test) {
  const dataDir = await mkdtemp(join(tmpdir(), "thuisinlog-readme-"));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
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
  return { api: `http://localhost:${port}`, mailbox, env };
}

/** A shell that lives on between blocks, as a terminal does. */
function startShell(t: Test, env: NodeJS.ProcessEnv) {
  const shell = spawn("bash", [], { cwd: root, env, stdio: ["pipe", "pipe", "inherit"] });
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
