// The first connection of a process: database and service may start at the same time.
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { isUnavailable, ReadOnlyServerError } from "./errors.ts";

interface WaitOptions {
  readonly url: string;
  /** The setting that the URL comes from. */
  readonly variable: string;
  /** How long a database may take to answer; 0 asks once. */
  readonly waitMs: number;
  readonly onProgress: (message: string) => void;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

const connectTimeoutMs = 5_000;
const pauseMs = 500;

/**
 * Resolves when the database answers and takes writes. Waits while it is down, starting or a standby.
 * Throws an Error whose sentence names the setting: after `waitMs`, or immediately when waiting cannot help.
 */
export async function waitForDatabase(options: WaitOptions): Promise<void> {
  const { url, variable, waitMs, onProgress, signal } = options;
  const deadline = performance.now() + waitMs;
  const seconds = Math.round(waitMs / 1_000);
  for (let tries = 1; ; tries += 1) {
    try {
      await connectOnce(url);
      return;
    } catch (error) {
      const problem = problemOf(error, url, variable);
      const isOver = performance.now() >= deadline || signal?.aborted;
      if (!isUnavailable(error) || isOver) throw new Error(problem);
      if (tries === 1) onProgress(`${problem} Waiting for it, ${seconds} seconds at most.`);
      await delay(pauseMs, undefined, { signal }).catch(() => {});
    }
  }
}

async function connectOnce(connectionString: string): Promise<void> {
  const client = new pg.Client({
    connectionString,
    application_name: "thuisinlog",
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: connectTimeoutMs,
  });
  client.on("error", () => {}); // The statement in flight fails too, and that failure is reported.
  try {
    await client.connect();
    const { rows } = await client.query(
      "select current_setting('transaction_read_only') as read_only",
    );
    if (rows[0].read_only !== "off") throw new ReadOnlyServerError();
  } finally {
    client.end().catch(() => {});
  }
}

/** Names host and database, and never the password. */
function problemOf(error: unknown, url: string, variable: string): string {
  const { host, pathname } = new URL(url);
  const database = `The database of ${variable} (${host}${pathname})`;
  if (error instanceof ReadOnlyServerError) {
    return `${database} is read-only: it is a standby, or its primary takes no writes. Give the address of the primary.`;
  }
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? "";
  const message = cause instanceof Error ? cause.message : String(cause);
  const reason = reasons[code] === undefined ? message : `${reasons[code]} (${code})`;
  if (isUnavailable(error)) return `${database} does not answer: ${reason}.`;
  return `${database} refuses the connection: ${reason}.`;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "no server listens there",
  ENOTFOUND: "the host name is unknown",
  EAI_AGAIN: "the DNS does not answer",
  ETIMEDOUT: "the host does not answer",
  EHOSTUNREACH: "there is no route to the host",
  ENETUNREACH: "there is no route to the network",
  "28P01": "the user or the password is wrong",
  "28000": "the server does not admit this user from this machine",
  "3D000": "there is no such database",
};
