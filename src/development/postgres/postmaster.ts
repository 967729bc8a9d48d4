// The server process of a data folder: started here, or left running by a killed service.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { type Binaries, serverEnvironment } from "./binaries.ts";
import { ifAbsent } from "./if-absent.ts";

export interface Postmaster {
  readonly pid: number;
  hasEnded(): boolean;
  /** Returns the server's output since its start. */
  readLog(): Promise<string>;
  /** See `stopPostmaster`. */
  stop(): Promise<void>;
}

interface PostmasterOptions {
  readonly path: string;
  /** See `findWay`. */
  readonly way: readonly string[];
  readonly port: number;
  /** Configuration by name; overrides the settings here. */
  readonly settings: Readonly<Record<string, string>>;
  /** Return value of `stopLeftBehind`. */
  readonly stalePid: number | undefined;
  /** Called when the server ends without `stop`. */
  readonly onEnded: (how: string) => void;
}

interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

const defaults = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  timezone: "UTC",
  // Statements, keys and values are personal data. The service receives errors and logs the safe
  // parts of them; the server logs only its own operation, without details.
  log_min_messages: "log",
  log_error_verbosity: "terse",
  log_statement: "none",
  log_min_error_statement: "panic",
  log_parameter_max_length_on_error: "0",
  log_checkpoints: "off",
};

// Fast shutdown; immediate shutdown, after which the next start recovers; and kill.
const stopSignals = ["SIGINT", "SIGQUIT", "SIGKILL"] as const;
const patienceMs = 10_000;
const pollMs = 20;

/** Starts the server, and returns before it is ready. Throws when it cannot be executed. */
export async function startPostmaster(
  binaries: Binaries,
  { path, way, port, settings, stalePid, onEnded }: PostmasterOptions,
): Promise<Postmaster> {
  const [command = "", ...args] = [
    ...[...way, binaries.postgres, "-D", path],
    ...Object.entries({ ...defaults, ...settings, port }).flatMap((pair) => ["-c", pair.join("=")]),
  ];
  const log = await open(`${path}.log`, "a", 0o600);
  try {
    const { size: logStart } = await log.stat();
    const child = spawn(command, args, {
      // Ctrl-C signals the whole foreground process group, but the service must finish its requests
      // before the database stops.
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      // PostgreSQL does not start while the pid in postmaster.pid is alive, even if it now belongs
      // to another program; except when it is its parent's or, by this variable, its grandparent's
      // (CreateLockFile in miscinit.c). It still looks for survivors in shared memory.
      env: { ...serverEnvironment, PG_GRANDPARENT_PID: String(stalePid ?? 0) },
    });
    await once(child, "spawn");
    const pid = child.pid as number;
    // For an exit without a stop, such as an uncaught exception. SIGKILL leaves the server running.
    const stopAtExit = () => child.kill("SIGINT");
    process.once("exit", stopAtExit);
    let isStopping = false;
    child.once("exit", (code, signal) => {
      if (!isStopping) onEnded(signal ?? `exit code ${code}`);
    });
    child.unref();
    return {
      pid,
      hasEnded: () => child.exitCode !== null || child.signalCode !== null,
      readLog: async () => (await readFile(`${path}.log`)).subarray(logStart).toString().trimEnd(),
      stop: async () => {
        isStopping = true;
        await stopPostmaster(pid, path);
        process.off("exit", stopAtExit);
      },
    };
  } finally {
    await log.close();
  }
}

/**
 * Stops a server that runs on this folder without an owner; the caller holds the folder's lock.
 * Returns the pid in postmaster.pid, which now belongs to no server.
 */
export async function stopLeftBehind(
  path: string,
  onProgress?: (message: string) => void,
): Promise<number | undefined> {
  const named = await findPostmaster(path);
  if (named && (await isPostmaster(named.pid, path))) {
    onProgress?.(`Stopping a PostgreSQL (process ${named.pid}) that was left behind`);
    await stopPostmaster(named.pid, path);
  }
  return named?.pid;
}

/** Reads postmaster.pid, which may be stale; `undefined` when it does not exist. */
export async function findPostmaster(path: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(path, "postmaster.pid"), "utf8").catch(ifAbsent(""));
  const [pid, , , port, , , , status = ""] = text.split("\n");
  if (!Number(pid)) return undefined;
  return { pid: Number(pid), port: Number(port), isReady: status.trim() === "ready" };
}

/**
 * Sends a stronger signal each time the server does not stop in time; returns when the process has
 * ended.
 */
async function stopPostmaster(pid: number, path: string): Promise<void> {
  for (const signal of stopSignals) {
    if (await isPostmaster(pid, path)) send(signal, pid);
    const deadline = performance.now() + patienceMs;
    while (performance.now() < deadline) {
      if (!(await isPostmaster(pid, path))) return;
      await delay(pollMs);
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
}

// The process may have ended since the check.
function send(signal: NodeJS.Signals, pid: number): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

// Checks the command line too: after a crash or a reboot the pid may belong to another process,
// which must not be stopped. A zombie has an empty command line.
async function isPostmaster(pid: number, path: string): Promise<boolean> {
  return (await readCommandLine(pid)).includes(` -D ${path} -c `);
}

async function readCommandLine(pid: number): Promise<string> {
  if (process.platform === "linux") {
    const words = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return words.replaceAll("\0", " ");
  }
  const ps = promisify(execFile)("ps", ["-ww", "-o", "args=", "-p", String(pid)]);
  return ps.then(
    ({ stdout }) => stdout,
    () => "",
  );
}
