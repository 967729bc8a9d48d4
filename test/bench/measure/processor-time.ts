// Processor time of a process with its threads and children: user and system. On a busy machine it stays the
// same while elapsed time grows.
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Processor times of a process, in milliseconds since its start. */
export interface ProcessTimes {
  readonly parentId: number;
  /** All threads, also those that ended. */
  readonly ownMs: number;
  /** Children that ended, and their children. */
  readonly endedMs: number;
}

/** All processes of the machine by id. */
export type ReadProcesses = () => Promise<ReadonlyMap<number, ProcessTimes>>;

/** Linux reports times in this unit on every architecture that Node supports (`USER_HZ`). */
const tickMs = 10;
/** A child that ends while the table is read would count twice or not at all. */
const readingsMax = 5;

/** Parses `/proc/<pid>/stat` (proc_pid_stat(5)). The name of the program may contain spaces and parentheses. */
export function parseStat(stat: string): ProcessTimes {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user = 0, system = 0, userOfEnded = 0, systemOfEnded = 0] = fields
    .slice(11, 15)
    .map(Number);
  return {
    parentId: Number(fields[1]),
    ownMs: (user + system) * tickMs,
    endedMs: (userOfEnded + systemOfEnded) * tickMs,
  };
}

/** Parses a line of `ps -o pid=,ppid=,time=`. It reports no times of ended children. */
export function parsePs(line: string): readonly (readonly [id: number, times: ProcessTimes])[] {
  const [, id, parentId, days = 0, hours = 0, minutes, seconds] =
    /^\s*(\d+)\s+(\d+)\s+(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s*$/.exec(line) ?? [];
  if (id === undefined) return [];
  const ownMs =
    (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  return [[Number(id), { parentId: Number(parentId), ownMs, endedMs: 0 }]];
}

const readProc: ReadProcesses = async () => {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => undefined); // ended meanwhile
      return stat === undefined ? [] : [[Number(id), parseStat(stat)] as const];
    }),
  );
  return new Map(found.flat());
};

const readPs: ReadProcesses = async () => {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,time="]);
  return new Map(stdout.split("\n").flatMap((line) => parsePs(line)));
};

/** Returns the reader of this machine: `/proc`, or `ps`; `undefined` where neither exists. */
export async function findReader(): Promise<ReadProcesses | undefined> {
  for (const read of [readProc, readPs]) {
    const processes = await read().catch(() => undefined);
    if (processes?.has(process.pid)) return read;
  }
  return undefined;
}

/**
 * Returns the processor time of a process, its threads and its children, also of children that ended, in
 * milliseconds. Throws when the process is not there.
 */
export async function processorTime(read: ReadProcesses, id: number): Promise<number> {
  for (let reading = 1; ; reading += 1) {
    const endedBefore = (await read()).get(id)?.endedMs;
    const processes = await read();
    const root = processes.get(id);
    if (!root) throw new Error(`Process ${id} has ended.`);
    if (root.endedMs !== endedBefore && reading < readingsMax) continue;
    const children = [...processes.values()].filter(({ parentId }) => parentId === id);
    return [root, ...children].reduce((sum, { ownMs, endedMs }) => sum + ownMs + endedMs, 0);
  }
}
