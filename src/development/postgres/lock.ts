import { readFile, realpath, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ifAbsent } from "./if-absent.ts";

/** Another running service owns this data folder. */
export class EmbeddedPostgresInUseError extends Error {
  readonly code = "embedded-postgres-in-use";
  readonly directory: string;
  readonly ownerPid: number | undefined;

  constructor(directory: string, ownerPid: number | undefined) {
    const owner = ownerPid ? `process ${ownerPid}` : "another process";
    super(
      `The PostgreSQL folder ${directory} is in use by ${owner}. Stop that one first, or use another folder or a DATABASE_URL.`,
    );
    this.directory = directory;
    this.ownerPid = ownerPid;
  }
}

// Keeps a reference: a garbage-collected lock would be released.
const held = new Set<DatabaseSync>();
const sqliteBusy = 5;

/**
 * Makes this process the owner of a data folder until `release`, or throws
 * `embedded-postgres-in-use`. Exactly one of several concurrent callers succeeds.
 *
 * A pid file would not work: it outlives a killed owner, its pid may be reused, and two starters
 * can both find it stale. A kernel lock ends with its process, but Node offers none. SQLite, which
 * is part of Node, does: its write lock on an (empty) database file is a kernel lock, and also holds
 * within one process.
 *
 * Only this code may open the lock file: POSIX drops all locks of a process on a file as soon as it
 * closes any descriptor of it (fcntl(2)). So a separate file has the pid for the message.
 */
export async function lockFolder(
  directory: string,
  shownAs = directory,
): Promise<() => Promise<void>> {
  const path = await canonical(directory);
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  try {
    // A journal on disk would be rolled back after a kill, and two concurrent starters could then
    // both fail.
    lock.exec("pragma journal_mode = memory; begin immediate");
    await writeFile(`${path}.owner`, `${process.pid}\n`);
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode !== sqliteBusy) throw error;
    throw new EmbeddedPostgresInUseError(shownAs, await readOwner(path));
  }
  held.add(lock);
  return async () => {
    await rm(`${path}.owner`, { force: true });
    held.delete(lock);
    lock.close();
  };
}

/** The canonical path, so that links do not give one folder several names. */
export async function canonical(directory: string): Promise<string> {
  const path = resolve(directory);
  const found = await realpath(path).catch(ifAbsent(undefined));
  return found ?? join(await realpath(dirname(path)), basename(path));
}

// Absent for a short time between lock and file.
async function readOwner(path: string): Promise<number | undefined> {
  const text = await readFile(`${path}.owner`, "utf8").catch(() => "");
  return Number.parseInt(text, 10) || undefined;
}
