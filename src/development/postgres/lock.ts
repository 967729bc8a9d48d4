import { readFile, rm, writeFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";

/** Another service that is alive owns this data folder. */
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

// A lock that is not reachable would be collected as garbage, and so let go.
const held = new Set<DatabaseSync>();
const sqliteBusy = 5;

/**
 * Makes this process the owner of a data folder until `release`, or throws
 * `embedded-postgres-in-use`. Of any number of simultaneous callers one wins.
 *
 * A pid in a file would not do: the file outlives a killed owner, its pid may have been given to
 * somebody else, and two starters can both find it stale. The kernel has the right thing, a lock
 * that ends with its process, but Node does not offer it. SQLite, which is part of Node, does: its
 * write lock on an (empty) database file is that lock, and also holds within one process.
 *
 * Nothing else may open the lock file: POSIX drops all locks of a process on a file as soon as it
 * closes any descriptor of it (fcntl(2)). So the pid for the message stands in a file of its own.
 */
export async function lockFolder(path: string, shownAs: string): Promise<() => Promise<void>> {
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
  try {
    // A journal on disk would be rolled back after a kill, in which two starters refuse each other.
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

// Absent for a moment between lock and file.
async function readOwner(path: string): Promise<number | undefined> {
  const text = await readFile(`${path}.owner`, "utf8").catch(() => "");
  return Number.parseInt(text, 10) || undefined;
}
