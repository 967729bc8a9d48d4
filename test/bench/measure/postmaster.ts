import { readFile } from "node:fs/promises";
import type pg from "pg";
import type { ReadProcesses } from "./processor-time.ts";

/**
 * Returns the id of the process whose children are the backends and workers of a PostgreSQL; `undefined` when
 * the server runs on another machine or in another container.
 */
export async function findPostmaster(
  client: pg.ClientBase,
  read: ReadProcesses,
): Promise<number | undefined> {
  const { rows } = await client.query("select pg_backend_pid() as id");
  const backend = (await read()).get(rows[0].id);
  if (!backend) return undefined;
  // The id may belong to another program of this machine.
  const command = await readFile(`/proc/${backend.parentId}/comm`, "utf8").catch(() => "postgres");
  return /postgres|postmaster/.test(command) ? backend.parentId : undefined;
}
