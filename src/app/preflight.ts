// Checks that cost nothing, before the service creates a database. Loads no module that tracing must
// patch.
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { lockFolder } from "../development/postgres/lock.ts";
import { createDataFolder, takeTurn } from "./data-folder.ts";
import { portsOf, requireFreePort } from "./ports.ts";

type PreflightConfig = Pick<
  Config,
  | "dataDir"
  | "databaseUrl"
  | "host"
  | "port"
  | "metricsPort"
  | "mailboxPort"
  | "smtpUrl"
  | "publisherPort"
>;

/**
 * Throws an Error whose sentence names the setting: when another service owns the data folder
 * (`embedded-postgres-in-use`), the folder cannot be written, or a port is taken.
 */
export async function requireFreeResources(config: PreflightConfig): Promise<void> {
  if (config.databaseUrl === undefined) await requireFreeFolder(config.dataDir);
  for (const use of portsOf(config)) await requireFreePort(use);
}

/** Waits for a command that uses the folder, as the start itself does. */
async function requireFreeFolder(dataDir: string): Promise<void> {
  await createDataFolder(dataDir);
  const endTurn = await takeTurn(dataDir);
  try {
    const unlock = await lockFolder(join(dataDir, "postgres"));
    await unlock();
  } finally {
    await endTurn();
  }
}
