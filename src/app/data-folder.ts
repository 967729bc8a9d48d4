// The folder of DATA_DIR, and the turn to use its database.
import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedPostgresInUseError, lockFolder } from "../development/postgres/lock.ts";

const inUseTimeoutMs = 90_000;
const pollMs = 50;

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user has no permission",
  EPERM: "this user has no permission",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "it is a file",
  ENOENT: "a part of the path does not exist",
  ENOSPC: "the disk is full",
};

/** Creates the folder if absent. Throws an Error that names DATA_DIR when it cannot be written. */
export async function createDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    const reason = reasons[code];
    if (reason === undefined) throw cause;
    throw new Error(
      `The folder of DATA_DIR (${dataDir}) cannot be written: ${reason} (${code}). Set DATA_DIR to another folder.`,
      { cause },
    );
  }
}

/**
 * Waits until this process may find or start the database of the folder; one process at a time may.
 * Returns the function that ends the turn.
 */
export async function takeTurn(dataDir: string): Promise<() => Promise<void>> {
  return await whenFree(() => lockFolder(join(dataDir, "turn"), join(dataDir, "postgres")));
}

/** Repeats `take` while another process owns the folder. */
export async function whenFree<Taken>(take: () => Promise<Taken>): Promise<Taken> {
  const deadline = performance.now() + inUseTimeoutMs;
  for (;;) {
    try {
      return await take();
    } catch (error) {
      if (!(error instanceof EmbeddedPostgresInUseError) || performance.now() > deadline) {
        throw error;
      }
      await delay(pollMs);
    }
  }
}
