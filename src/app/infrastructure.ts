// The database and the secret keys, shared by the service and the operator's commands.
import { join } from "node:path";
import type { Config } from "../config/config.ts";
import { findEmbeddedPostgres, startEmbeddedPostgres } from "../development/postgres/server.ts";
import { readDevelopmentSecret } from "../development/secret-key.ts";
import { createSecretKeys, type SecretKeys } from "../security/secret-keys.ts";
import { createDatabase, type Database } from "../store/database.ts";
import { type Migrations, migrateDatabase } from "../store/migrate.ts";
import { waitForDatabase } from "../store/reachable.ts";
import { createDataFolder, takeTurn, whenFree } from "./data-folder.ts";

export interface Infrastructure {
  readonly db: Database;
  readonly keys: SecretKeys;
  /** Contains the password, like `ownerUrl`. */
  readonly databaseUrl: string;
  /** For migrations and other work that needs the owner's rights. */
  readonly ownerUrl: string;
  readonly migrations: Migrations;
  /**
   * Closes everything in reverse order; stops an embedded server that was started here. Idempotent.
   */
  close(): Promise<void>;
}

type FoundationConfig = Pick<
  Config,
  | "databaseUrl"
  | "databaseOwnerUrl"
  | "databaseConnectionsMax"
  | "databasePreparedStatements"
  | "dataDir"
  | "secretKey"
  | "secretKeyPrevious"
  | "secretKeyNext"
>;

interface FoundationOptions {
  /** Receives progress messages for people. */
  readonly onProgress: (message: string) => void;
  /** Called when an idle connection of the pool is lost; the pool replaces it. */
  readonly onIdleError: (error: Error) => void;
  /**
   * Called once when a pooler does not keep prepared statements; they are disabled from then on.
   */
  readonly onUnkeptStatements?: () => void;
  /** Called once when the driver does not pipeline statements as expected. */
  readonly onMissingPipeline?: () => void;
  /** Called when the embedded database that was started here ends unexpectedly. */
  readonly onDatabaseEnded?: ((error: Error) => void) | undefined;
  /** Time to wait for a database that does not answer yet; a command does not wait. */
  readonly waitMs?: number;
  /** Aborts that wait. */
  readonly signal?: AbortSignal | undefined;
  /**
   * For a short command: uses the embedded database of a running service, and starts one only if
   * none runs.
   */
  readonly attach?: boolean;
}

/**
 * Finds or starts the database, migrates it, and connects to it. Closes everything again on
 * failure. Without `attach` throws `embedded-postgres-in-use` while another service owns the
 * embedded database.
 */
export async function startInfrastructure(
  config: FoundationConfig,
  options: FoundationOptions,
): Promise<Infrastructure> {
  await using opened = new AsyncDisposableStack();
  if ((config.secretKey && config.databaseUrl) === undefined) {
    await createDataFolder(config.dataDir);
  }
  const secret = config.secretKey ?? (await readDevelopmentSecret(config.dataDir));
  const keys = createSecretKeys(secret, config.secretKeyPrevious, config.secretKeyNext);
  const databaseUrl = config.databaseUrl ?? (await openEmbedded(config.dataDir, options, opened));
  const ownerUrl = (config.databaseUrl && config.databaseOwnerUrl) ?? databaseUrl;
  if (config.databaseUrl !== undefined) await waitForBoth(databaseUrl, ownerUrl, options);
  const migrations = await migrateDatabase(ownerUrl, ownerVariable(config));
  const db = createDatabase({
    url: databaseUrl,
    connectionsMax: config.databaseConnectionsMax,
    preparesStatements: config.databasePreparedStatements === "on",
    onIdleError: options.onIdleError,
    ...(options.onUnkeptStatements && { onUnkeptStatements: options.onUnkeptStatements }),
    ...(options.onMissingPipeline && { onMissingPipeline: options.onMissingPipeline }),
  });
  opened.defer(() => db.close());
  const resources = opened.move();
  return { db, keys, databaseUrl, ownerUrl, migrations, close: () => resources.disposeAsync() };
}

function ownerVariable({ databaseUrl, databaseOwnerUrl }: FoundationConfig): string {
  return databaseOwnerUrl === databaseUrl ? "DATABASE_URL" : "DATABASE_OWNER_URL";
}

/** Migrations may use another connection than the service, past a pooler. */
async function waitForBoth(
  databaseUrl: string,
  ownerUrl: string,
  { onProgress, waitMs = 0, signal }: FoundationOptions,
): Promise<void> {
  const shared = { onProgress, waitMs, signal };
  await waitForDatabase({ ...shared, url: databaseUrl, variable: "DATABASE_URL" });
  if (ownerUrl === databaseUrl) return;
  await waitForDatabase({ ...shared, url: ownerUrl, variable: "DATABASE_OWNER_URL" });
}

/**
 * One process at a time finds or starts the server. A command holds this lock until it ends, so
 * that no other command attaches to a server that is about to stop, and a starting service waits.
 */
async function openEmbedded(
  dataDir: string,
  { onProgress, onDatabaseEnded, attach = false }: FoundationOptions,
  opened: AsyncDisposableStack,
): Promise<string> {
  const directory = join(dataDir, "postgres");
  await using turn = new AsyncDisposableStack();
  turn.defer(await takeTurn(dataDir));
  const start = () => startEmbeddedPostgres({ directory, onProgress, onEnded: onDatabaseEnded });

  if (!attach) {
    const server = await start();
    opened.defer(server.stop);
    return server.url;
  }
  opened.use(turn.move());
  // A service that is starting or stopping owns the folder but does not answer.
  return await whenFree(async () => {
    const found = await findEmbeddedPostgres(directory);
    if (found !== undefined) return found;
    const server = await start();
    opened.defer(server.stop);
    return server.url;
  });
}
