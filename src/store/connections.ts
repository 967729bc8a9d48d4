// The pool of connections, and what each connection can do.
import pg from "pg";
import { createClientClass, firstErrorOf, forgetErrors } from "./driver-client.ts";
import {
  isAfterFailure,
  isPreparedElsewhere,
  isReadOnly,
  isRetryable,
  NoConnectionError,
  toServiceError,
} from "./errors.ts";
import { brief } from "./limits.ts";
import {
  canPipeline,
  type Send,
  sendOneByOne,
  sendPipeline,
  setAnswerTimeout,
} from "./pipeline.ts";

export interface ConnectionOptions {
  readonly url: string;
  readonly connectionsMax: number;
  readonly onIdleError: (error: Error) => void;
  /** Whether a statement is prepared once per connection; otherwise it is parsed at every use. */
  readonly preparesStatements?: boolean;
  /**
   * A pooler does not keep prepared statements, though they are on. From now on none is prepared.
   * Called once.
   */
  readonly onUnkeptStatements?: () => void;
  /** The driver does not pipeline as expected. Statements are sent one by one. Called once. */
  readonly onMissingPipeline?: () => void;
  /** Longest time without an answer to a brief statement; after it the connection counts as lost. */
  readonly answerTimeoutMs?: number;
}

export interface Connection {
  readonly client: pg.PoolClient;
  readonly send: Send;
  /** Whether `send` pipelines. */
  readonly isPipelining: boolean;
}

export interface Connections {
  /** Runs `work` on a connection, again after a deadlock or a similar conflict. Rolls back on failure. */
  run<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result>;
  counts(): { readonly inUse: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

const connectTimeoutMs = 5_000;
/** After a failover the connections spread over the servers again within this time. */
const connectionLifetimeSeconds = 300;

const attemptsMax = 4;

export function createConnections(options: ConnectionOptions): Connections {
  const answerTimeoutMs = options.answerTimeoutMs ?? brief.answerMs;
  let preparesStatements = options.preparesStatements ?? true;
  /** `undefined` until the first connection was checked. */
  let isPipelining: boolean | undefined;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: answerTimeoutMs,
    maxLifetimeSeconds: connectionLifetimeSeconds,
    application_name: "thuisinlog",
    keepAlive: true,
    // The opening of a transaction and its first statement travel together.
    pipeline: true,
    Client: createClientClass(() => preparesStatements),
  });
  pool.on("error", options.onIdleError);
  // When a connection breaks during use, its statements reject. Without a listener the same error would end
  // the process.
  pool.on("connect", (client) => client.on("error", () => {}));

  async function onClient<Result>(work: (client: pg.PoolClient) => Promise<Result>) {
    const client = await pool.connect().catch((error: unknown) => {
      throw new NoConnectionError(error);
    });
    let isBroken = false;
    setAnswerTimeout(client, answerTimeoutMs);
    forgetErrors(client);
    try {
      return await work(client);
    } catch (caught) {
      // Of concurrent statements a later one may reject first.
      const error = isAfterFailure(caught) ? (firstErrorOf(client) ?? caught) : caught;
      // The next connection may reach the new primary.
      isBroken = isReadOnly(error) || error instanceof MissingPipelineError;
      await client.query("rollback").catch(() => {
        isBroken = true;
      });
      throw error;
    } finally {
      client.release(isBroken);
    }
  }

  async function requirePipeline(client: pg.PoolClient): Promise<void> {
    const isAsExpected = await canPipeline(client);
    if (isPipelining === undefined && !isAsExpected) options.onMissingPipeline?.();
    isPipelining ??= isAsExpected;
    if (!isAsExpected) throw new MissingPipelineError();
  }

  function stopPreparing(): void {
    if (preparesStatements) options.onUnkeptStatements?.();
    preparesStatements = false;
  }

  async function run<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await onClient(async (client) => {
          if (isPipelining === undefined) await requirePipeline(client);
          const send = isPipelining ? sendPipeline : sendOneByOne;
          return await work({ client, send, isPipelining: isPipelining === true });
        });
      } catch (error) {
        const isUnkept = isPreparedElsewhere(error);
        if (isUnkept) stopPreparing();
        const isWorthAnother =
          isUnkept || isRetryable(error) || error instanceof MissingPipelineError;
        if (attempt < attemptsMax && isWorthAnother) continue;
        throw toServiceError(error);
      }
    }
  }

  return {
    run,
    counts: () => ({
      inUse: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: () => pool.end(),
  };
}

/** The connection was used for the check that failed; the work runs on another one. */
class MissingPipelineError extends Error {}
