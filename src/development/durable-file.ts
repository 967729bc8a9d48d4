// Files that outlive a loss of power. Without this they can be there and empty afterwards.
import { open, writeFile } from "node:fs/promises";

/** Creates a file that only its owner reads. Throws `EEXIST` when there is one. */
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
