import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { isPreparedElsewhere, isReadOnly, isRetryable, toServiceError } from "./errors.ts";
import { brief, long, longWork, setAnswerTimeout } from "./limits.ts";
import { send } from "./pipeline.ts";
import { enteringScope, type Scope } from "./scope.ts";
import type { Question, Questions, Statement } from "./statement.ts";
import { createClientClass } from "./unprepared-client.ts";
import { writable } from "./writable.ts";

declare const insideTransaction: unique symbol;

/** A transaction that has stepped down to the service's role and set its scope. */
export type Transaction = NodePgDatabase & {
  readonly $client: pg.PoolClient;
  readonly [insideTransaction]: true;
};

type Work<Result> = (tx: Transaction) => Promise<Result>;

/**
 * The only ways to the data. Each runs `work` in one transaction, as a role that row-level security
 * binds, and sees only the rows of its scope; it may run `work` again after a deadlock, so `work`
 * changes nothing but the database. Throws `unavailable` when the database is down.
 */
export interface Database {
  /** The rows of one school. */
  inSchool<Result>(schoolId: string, work: Work<Result>): Promise<Result>;
  /** Runs read-only work in one snapshot (repeatable read); takes no lock. */
  inSchoolSnapshot<Result>(schoolId: string, work: Work<Result>): Promise<Result>;
  /** The rows of one address, whatever the schools of its children; with a school, its rows too. */
  atHome<Result>(emailKey: string, work: Work<Result>, schoolId?: string): Promise<Result>;
  /** All rows: for what belongs to no school, the dispatcher and the operator. */
  asService<Result>(work: Work<Result>): Promise<Result>;
  /**
   * The same for questions of which none needs the answer to another: the whole transaction takes one
   * round trip. For what is asked most.
   */
  askInSchool: AskAbout<string>;
  askAtHome: AskAbout<string>;
  askAsService<Answers extends readonly unknown[]>(questions: Questions<Answers>): Promise<Answers>;
  /** Throws `unavailable` when the database does not answer or takes no writes. */
  requireWritable(): Promise<void>;
  /** Current connections of the pool, and the number of transactions that wait for one. */
  connections(): { readonly inUse: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

type AskAbout<Whom> = <Answers extends readonly unknown[]>(
  whom: Whom,
  questions: Questions<Answers>,
) => Promise<Answers>;

interface DatabaseOptions {
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
  /** Longest time without an answer to a brief statement; after it the connection counts as lost. */
  readonly answerTimeoutMs?: number;
}

const connectTimeoutMs = 5_000;
/** After a failover the connections spread over the servers again within this time. */
const connectionLifetimeSeconds = 300;

const attemptsMax = 4;

const begin = { name: "begin", text: "begin", values: [] };
const beginSnapshot = {
  name: "begin_snapshot",
  text: "begin isolation level repeatable read, read only",
  values: [],
};

export function createDatabase(options: DatabaseOptions): Database {
  const answerTimeoutMs = options.answerTimeoutMs ?? brief.answerMs;
  let preparesStatements = options.preparesStatements ?? true;
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
  const drizzleOf = new WeakMap<pg.PoolClient, Transaction>();

  function transactionOn(client: pg.PoolClient): Transaction {
    const known = drizzleOf.get(client);
    if (known) return known;
    const tx = drizzle(client) as unknown as Transaction;
    drizzleOf.set(client, tx);
    return tx;
  }

  async function onConnection<Result>(work: (client: pg.PoolClient) => Promise<Result>) {
    const client = await pool.connect();
    let isBroken = false;
    setAnswerTimeout(client, answerTimeoutMs);
    try {
      return await work(client);
    } catch (error) {
      // The next connection may reach the new primary.
      isBroken = isReadOnly(error);
      await client.query("rollback").catch(() => {
        isBroken = true;
      });
      throw error;
    } finally {
      client.release(isBroken);
    }
  }

  function stopPreparing(): void {
    if (preparesStatements) options.onUnkeptStatements?.();
    preparesStatements = false;
  }

  async function run<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await onConnection(work);
      } catch (error) {
        const isUnkept = isPreparedElsewhere(error);
        if (isUnkept) stopPreparing();
        if (attempt < attemptsMax && (isUnkept || isRetryable(error))) continue;
        throw toServiceError(error);
      }
    }
  }

  const inScope = <Result>(scope: Scope, work: Work<Result>, beginning = begin) =>
    run(async (client) => {
      const opening = open(client, scope, beginning);
      const [result] = await Promise.all([work(transactionOn(client)), opening]);
      await client.query("commit");
      return result;
    });

  return {
    inSchool: (schoolId, work) => inScope({ schoolId }, work),
    inSchoolSnapshot: (schoolId, work) => inScope({ schoolId }, work, beginSnapshot),
    atHome: (emailKey, work, schoolId = "") => inScope({ emailKey, schoolId }, work),
    asService: (work) => inScope({ service: "on" }, work),
    askInSchool: (schoolId, questions) => run((client) => askAll(client, { schoolId }, questions)),
    askAtHome: (emailKey, questions) => run((client) => askAll(client, { emailKey }, questions)),
    askAsService: (questions) => run((client) => askAll(client, { service: "on" }, questions)),
    requireWritable: async () => {
      await run((client) => askAll(client, { service: "on" }, [writable]));
    },
    connections: () => ({
      inUse: pool.totalCount - pool.idleCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: () => pool.end(),
  };
}

/** Begins a transaction. A caller that does not await it pipelines its first statement. */
async function open(client: pg.PoolClient, scope: Scope, beginning = begin): Promise<void> {
  await send(client, [beginning, enteringScope(scope)]);
}

/** A whole transaction in one packet. */
async function askAll<Answers extends readonly unknown[]>(
  client: pg.PoolClient,
  scope: Scope,
  questions: Questions<Answers>,
): Promise<Answers> {
  const [, ...results] = await send(client, [enteringScope(scope), ...asStatements(questions)]);
  return gatherAll(questions, results);
}

const asStatements = (questions: readonly Question<unknown>[]) =>
  questions.map(({ statement, values, rowMode }) => ({ ...statement, values, rowMode }));

function gatherAll<Answers extends readonly unknown[]>(
  questions: Questions<Answers>,
  results: readonly { readonly rows: readonly unknown[] }[],
): Answers {
  const asked: readonly Question<unknown>[] = questions;
  return asked.map(({ gather }, index) => gather(results[index]?.rows ?? [])) as unknown as Answers;
}

/** Lets the rest of a transaction take longer: for work on a whole school, or on many rows. */
export async function allowLongWork(tx: Transaction): Promise<void> {
  setAnswerTimeout(tx.$client, long.answerMs);
  await query(tx, longWork, []);
}

const widenStatement = {
  name: "widen_scope",
  text: "select set_config('thuisinlog.service', 'on', true)",
};

/**
 * Gives the rest of a transaction of one school the service scope, because an address may have children at
 * other schools. The caller must be authorised before.
 */
export async function widenScope(tx: Transaction): Promise<void> {
  await query(tx, widenStatement, []);
}

/** Asks one thing in a transaction. */
export async function ask<Answer>(tx: Transaction, question: Question<Answer>): Promise<Answer> {
  const { statement, values, rowMode, gather } = question;
  const config = { ...statement, values: [...values], ...(rowMode && { rowMode }) };
  const { rows } = await tx.$client.query(config);
  return gather(rows);
}

/** Asks several things in a transaction, each done before the next; they take one round trip. */
export async function askInTurn<Answers extends readonly unknown[]>(
  tx: Transaction,
  questions: Questions<Answers>,
): Promise<Answers> {
  const results = await send(tx.$client, asStatements(questions));
  return gatherAll(questions, results);
}

/**
 * Executes a hand-written statement and returns its rows as objects. Prepared once per connection under its
 * name.
 */
export async function query<Row extends pg.QueryResultRow>(
  tx: Transaction,
  statement: Statement,
  values: readonly unknown[],
): Promise<Row[]> {
  const result = await tx.$client.query<Row>({ ...statement, values: [...values] });
  return result.rows;
}
