// Files that survive a power loss. Without fsync they may exist and be empty afterwards.
import { open, writeFile } from "node:fs/promises";

/** Creates a file that only its owner may read. Throws `EEXIST` when it exists. */
export async function createPrivateFile(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flag: "wx", flush: true });
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
