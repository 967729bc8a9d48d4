// Hosts that can die or lose their network: each is a network namespace behind one bridge.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Test } from "tap";
import { until } from "../integration/until.ts";

const call = promisify(execFile);
const bridge = "cluster";
const prefix = "10.77.0.";
/** Address of the test itself on the bridge. */
export const testAddress = `${prefix}1`;
/** Characters of each log that a failed test shows. */
const shownMax = 4_000;

export interface Host {
  readonly name: string;
  readonly address: string;
  /** Path of the file with the output of its programs. */
  readonly log: string;
  /** Command line that runs a program on this host, and arguments before those of the program. */
  readonly within: readonly string[];
  /** Starts a program; its output goes to a file. As the user `postgres` with `asUser`. */
  start(
    program: string,
    args: readonly string[],
    options?: { readonly env?: NodeJS.ProcessEnv; readonly asUser?: string },
  ): ChildProcess;
  /** Takes the host off the network, as a cut cable does: nobody gets an answer. */
  cut(): Promise<void>;
  join(): Promise<void>;
  /** The host dies: it is off the network, and all its processes are killed at once. */
  die(): Promise<void>;
}

export interface Network {
  readonly hosts: ReadonlyMap<string, Host>;
  host(name: string): Host;
  /** A folder that outlives the processes of its host. */
  folderOf(host: Host): string;
}

/** Creates the bridge and the hosts. Only inside namespaces of the test (`run.ts`). */
export async function createNetwork(t: Test, names: readonly string[]): Promise<Network> {
  const folder = await mkdtemp(join(tmpdir(), "hosts-"));
  await call("chmod", ["755", tmpdir(), folder]);
  await call("mkdir", ["-p", "/run/netns"]);
  await call("mount", ["-t", "tmpfs", "none", "/run/netns"]);
  await ip("link", "set", "lo", "up");
  await ip("link", "add", bridge, "type", "bridge");
  await ip("addr", "add", `${testAddress}/24`, "dev", bridge);
  await ip("link", "set", bridge, "up");

  const addresses = new Map(names.map((name, index) => [name, `${prefix}${11 + index}`]));
  const hostsFile = join(folder, "hosts");
  const lines = [...addresses].map(([name, address]) => `${address} ${name}`);
  const all = ["127.0.0.1 localhost", `${testAddress} mailbox`, ...lines];
  await writeFile(hostsFile, `${all.join("\n")}\n`);
  await call("mount", ["--bind", hostsFile, "/etc/hosts"]);

  const hosts = new Map<string, Host>();
  for (const [name, address] of addresses) {
    await mkdir(join(folder, name));
    hosts.set(name, await addHost(name, address, join(folder, `${name}.log`)));
  }
  t.teardown(async () => {
    for (const host of hosts.values()) await host.die();
    if (t.passing()) return;
    for (const name of names) {
      const said = await readFile(join(folder, `${name}.log`), "utf8").catch(() => "");
      process.stderr.write(`--- End of the log of ${name}:\n${said.slice(-shownMax)}\n`);
    }
  });
  const host = (name: string) => {
    const found = hosts.get(name);
    if (!found) throw new Error(`There is no host ${name}.`);
    return found;
  };
  return { hosts, host, folderOf: ({ name }) => join(folder, name) };
}

async function addHost(name: string, address: string, log: string): Promise<Host> {
  const port = `to-${name}`.slice(0, 15); // The kernel's limit for a name.
  await ip("netns", "add", name);
  await ip("link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", name);
  await ip("link", "set", port, "master", bridge, "up");
  await ip("-n", name, "addr", "add", `${address}/24`, "dev", "eth0");
  await ip("-n", name, "link", "set", "eth0", "up");
  await ip("-n", name, "link", "set", "lo", "up");
  const within = ["ip", "netns", "exec", name];
  const cut = () => ip("link", "set", port, "down");
  const join = () => ip("link", "set", port, "up");

  async function pids(): Promise<readonly number[]> {
    const { stdout } = await call("ip", ["netns", "pids", name]);
    return stdout.split("\n").filter(Boolean).map(Number);
  }

  return {
    name,
    address,
    log,
    within,
    start(program, args, { env = process.env, asUser } = {}) {
      const user = asUser
        ? ["setpriv", `--reuid=${asUser}`, `--regid=${asUser}`, "--clear-groups"]
        : [];
      const [first = "", ...rest] = [...within, ...user, program, ...args];
      const output = openSync(log, "a");
      const child = spawn(first, rest, { env, stdio: ["ignore", output, output] });
      closeSync(output);
      return child;
    },
    cut,
    join,
    async die() {
      await cut();
      await until(`end of ${name}`, async () => {
        const found = await pids();
        for (const pid of found) killIfThere(pid);
        return found.length === 0 || undefined;
      });
    },
  };
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}

/** Makes a user of the machine, and its group, the owner. */
export async function giveTo(user: string, paths: readonly string[]): Promise<void> {
  await call("chown", [`${user}:${user}`, ...paths]);
}

async function ip(...args: readonly string[]): Promise<void> {
  await call("ip", args);
}
