// The version before the newest migration, from the history of the project.
import { execFile } from "node:child_process";
import { mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const call = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Checks out the version of `UPGRADE_FROM` (a Git revision), or the one before the newest migration. Returns the
 * paths of its programs.
 */
export async function checkOutEarlierVersion() {
  const git = async (...args: readonly string[]) =>
    (await call("git", ["-C", root, ...args])).stdout.trim();
  const newest = await git("log", "-1", "--format=%H", "--diff-filter=A", "--", "migrations/*.sql");
  const revision = await git("rev-parse", process.env["UPGRADE_FROM"] ?? `${newest}^`);
  const folder = join(await mkdtemp(join(tmpdir(), "earlier-")), "project");
  // Not a worktree: a killed run would leave it in the project.
  await git("clone", "--quiet", "--shared", "--no-checkout", root, folder);
  await git("-C", folder, "checkout", "--quiet", "--detach", revision);
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const source = join(folder, "src");
  return { revision, program: join(source, "main.ts"), cli: join(source, "cli", "main.ts") };
}
