// `npm run test:cluster`: runs each test of the cluster in namespaces of its own for network, processes and
// mounts, so that nothing reaches the machine and everything ends with the test. Needs root on Linux.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { glob, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { findQuickFolder } from "../support/surroundings.ts";
import { programs } from "./programs.ts";

const given = process.argv.slice(2);
const stopping = new AbortController();

process.exitCode = await main();

async function main(): Promise<number> {
  const missing = Object.values(programs).filter(({ path }) => !isThere(path));
  if (missing.length > 0) {
    const packages = new Set(missing.map(({ debian }) => debian));
    say(`Missing: ${missing.map(({ path }) => path).join(", ")}`);
    say(`On Debian: apt install --no-install-recommends ${[...packages].join(" ")}`);
    return 1;
  }
  if (process.getuid?.() !== 0) {
    say("Network namespaces need root.");
    return 1;
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopping.abort());
  const files = given.length > 0 ? given : await Array.fromAsync(glob("test/cluster/*.cluster.ts"));
  const failed: string[] = [];
  for (const file of files.toSorted()) {
    if (stopping.signal.aborted || !(await passes(file))) failed.push(file);
  }
  if (failed.length > 0) say(`Failed: ${failed.join(", ")}`);
  return failed.length > 0 ? 1 : 0;
}

async function passes(file: string): Promise<boolean> {
  const folder = await mkdtemp(join(await findQuickFolder(), "thuisinlog-cluster-"));
  try {
    const namespaces = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    // The shell is the first process of the namespace, which must reap orphans: Patroni waits for the end of a
    // killed PostgreSQL.
    const tap = ["sh", "-c", '"$@"; exit $?', "sh", "tap", "--jobs=1", "--timeout=7200", file];
    const env = { ...process.env, TMPDIR: folder };
    const child = spawn("unshare", [...namespaces, ...tap], { stdio: "inherit", env });
    stopping.signal.addEventListener("abort", () => child.kill("SIGKILL"));
    const [code] = await once(child, "close");
    return code === 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isThere(program: string): boolean {
  return spawnSync("which", [program]).status === 0;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
