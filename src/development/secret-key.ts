import { link, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemRandom } from "../security/random.ts";
import { newSecret } from "../security/secret.ts";
import { createPrivateFile, syncFolder } from "./durable-file.ts";

/**
 * Returns the default secret key of development: random, created at the first call and kept in
 * `<dataDir>/secret-key`, readable only by its owner. Concurrent processes get the same key. Throws
 * when the file is empty: the database may need the lost key.
 */
export async function readDevelopmentSecret(dataDir: string): Promise<string> {
  const path = join(dataDir, "secret-key");
  const secret = (await readIfThere(path)) ?? (await makeSecret(dataDir, path));
  if (secret !== "") return secret;
  throw new Error(
    `The secret key in ${path} is empty, as a loss of power can leave it. Restore the file or set SECRET_KEY. If nothing in ${dataDir} has to be kept, remove that folder to begin anew.`,
  );
}

async function makeSecret(dataDir: string, path: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // Written under a temporary name and linked, so that no reader sees an incomplete file.
  const draft = `${path}.${process.pid}.${systemRandom.bytes(6).toString("hex")}`;
  await createPrivateFile(draft, `${newSecret(systemRandom)}\n`);
  try {
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error; // another one was first
  } finally {
    await rm(draft);
  }
  await syncFolder(dataDir);
  return (await readFile(path, "utf8")).trim();
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
