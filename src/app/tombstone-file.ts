// The file of tombstones. It is opened for each batch, so that it can be renamed at any time.
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../domain/clock.ts";
import { nilUuid } from "../domain/nil-uuid.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import { writeTombstone } from "../security/tombstone.ts";
import type { AppendLines } from "../services/background/tombstones.ts";

const lineEnd = "\n".charCodeAt(0);

/**
 * Creates the file if it is missing, and returns the function that appends to it. A line that a
 * crash or a full disk has cut off is ended and marked, so that a reader can tell it from damage.
 * Throws with a sentence when the file cannot be written.
 */
export async function openTombstoneFile(
  path: string,
  deps: { readonly keys: SecretKeys; readonly clock: Clock },
): Promise<AppendLines> {
  const { keys, clock } = deps;

  async function append(lines: string): Promise<void> {
    await using file = await open(path, "a+", 0o600);
    const isCut = lines !== "" && !(await endsInLine(file));
    const mark = isCut
      ? `\n${writeTombstone(keys, { kind: "cut", id: nilUuid, at: clock.now() })}`
      : "";
    await file.appendFile(`${mark}${lines}`);
    await file.sync();
    await syncFolder(dirname(path));
  }

  await append("").catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      `TOMBSTONES_FILE cannot be written (${error.code}): it must be a file in a folder that exists.`,
    );
  });
  return append;
}

/** Yields the lines of a file, without their ends. Throws with a sentence when it cannot be read. */
export async function* readLines(path: string): AsyncGenerator<string> {
  await using file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The file ${path} cannot be read (${error.code}).`);
  });
  yield* file.readLines();
}

async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === lineEnd;
}

/** Makes the name of a new file durable. */
async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, "r");
  await folder.sync();
}
