import { link, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { systemRandom } from "../security/random.ts";
import { newSecret } from "../security/secret.ts";
import { createPrivateFile, syncFolder } from "./durable-file.ts";

/**
 * The secret key for who has set none: random, made at the first call and kept in
 * `<dataDir>/secret-key`, which its owner alone may read. Any number of processes that ask at once
 * get the same one. Throws when the file is there and empty: what the database holds may need the key that was lost.
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
  // Written aside and linked, so that nobody reads a file that is there but not yet filled.
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
