// Files that survive a power loss. Without fsync they may exist and be empty afterwards.
import { open, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Creates a file that only its owner may read. Throws `EEXIST` when it exists. */
export async function createPrivateFile(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flag: "wx", flush: true });
}

/** Creates or replaces such a file; a reader finds the old text or the new one, never a part. */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  await createPrivateFile(draft, text);
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** Makes names that were created, linked or renamed in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
