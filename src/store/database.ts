import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import type pg from "pg";
import { type Connection, type ConnectionOptions, createConnections } from "./connections.ts";
import { long, longWork } from "./limits.ts";
import { type DriverStatement, type Send, setAnswerTimeout } from "./pipeline.ts";
import { changingScope, enteringScope, type Owner, type Scope } from "./scope.ts";
import { createSharedReads } from "./shared-reads.ts";
import { command, type Statement, type Statements } from "./statement.ts";
import { writable } from "./writable.ts";

declare const insideTransaction: unique symbol;

/** A transaction that runs as the restricted role, with its row-level-security scope set. */
export type Transaction = NodePgDatabase & {
  readonly $client: pg.PoolClient;
  readonly $send: Send;
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
   * Executes independent statements as one transaction in one round trip, in the same scopes. For the most
   * frequent operations.
   */
  pipelineInSchool: PipelineIn<string>;
  /**
   * The same for brief statements that change nothing. Those of callers that arrive together share a round trip, and
   * each caller waits for all of them.
   */
  readInSchool: PipelineIn<string>;
  pipelineAtHome: PipelineIn<string>;
  pipelineAsService<Results extends readonly unknown[]>(
    statements: Statements<Results>,
  ): Promise<Results>;
  /**
   * Executes statements of several owners as one transaction in one round trip, each in its own scope. Each finds its
   * rows by their keys. Without `isFlushed` the commit does not wait for the disk, and a crash may lose it.
   */
  pipelineInScopes<Results extends readonly unknown[]>(
    steps: Steps<Results>,
    how?: { readonly isFlushed: boolean },
  ): Promise<Results>;
  /** Throws `unavailable` when the database does not answer or takes no writes. */
  requireWritable(): Promise<void>;
  /** Current connections of the pool, and the number of transactions that wait for one. */
  connections(): { readonly inUse: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

type PipelineIn<Owner> = <Results extends readonly unknown[]>(
  owner: Owner,
  statements: Statements<Results>,
) => Promise<Results>;

/** One statement for each result, with the scope in which it is executed. */
type Steps<Results extends readonly unknown[]> = {
  readonly [Index in keyof Results]: {
    readonly owner: Owner;
    readonly statement: Statement<Results[Index]>;
  };
};

const begin = { name: "begin", text: "begin", values: [] };
const beginSnapshot = {
  name: "begin_snapshot",
  text: "begin isolation level repeatable read, read only",
  values: [],
};

const isByKey = true as const;

export function createDatabase(options: ConnectionOptions): Database {
  const { run, counts, close } = createConnections(options);

  const inScope = <Result>(scope: Scope, work: Work<Result>, beginning = begin) =>
    run((connection) => transact(connection, scope, work, beginning));

  // The results are mapped on the connection, which is closed when they show a read-only server.
  const pipelineIn = <Results extends readonly unknown[]>(
    scope: Scope,
    statements: Statements<Results>,
  ) =>
    run((connection) =>
      sendAll(
        async (needed) =>
          (await sendTransaction(connection, [enteringScope(scope), ...needed])).slice(1),
        statements,
      ),
    );

  async function pipelineInScopes<Results extends readonly unknown[]>(
    steps: Steps<Results>,
    { isFlushed } = { isFlushed: true },
  ): Promise<Results> {
    const all: Steps<readonly unknown[]> = steps;
    const results = await run((connection) =>
      sendAll(
        (needed) => sendTransaction(connection, needed),
        all.flatMap(({ owner, statement }, index) => [scopeOf(owner, index), statement]),
      ),
    );
    // After the result of each change of scope.
    return results.filter((_, index) => index % 2 === 1) as readonly unknown[] as Results;

    function scopeOf(owner: Owner, index: number): Statement<void> {
      const how = isFlushed ? { isByKey } : { isFlushed };
      const sql = index === 0 ? enteringScope({ ...owner, ...how }) : changingScope(owner);
      return command(sql, sql.values);
    }
  }

  const sendReads = createSharedReads((statements) =>
    run((connection) => sendTransaction(connection, statements)),
  );

  return {
    inSchool: (schoolId, work) => inScope({ schoolId }, work),
    inSchoolSnapshot: (schoolId, work) => inScope({ schoolId }, work, beginSnapshot),
    atHome: (emailKey, work, schoolId = "") => inScope({ emailKey, schoolId, isByKey }, work),
    asService: (work) => inScope({ service: "on" }, work),
    pipelineInSchool: (schoolId, statements) => pipelineIn({ schoolId }, statements),
    readInSchool: (schoolId, statements) =>
      sendAll((needed) => sendReads({ schoolId }, needed), statements),
    pipelineAtHome: (emailKey, statements) => pipelineIn({ emailKey, isByKey }, statements),
    pipelineAsService: (statements) => pipelineIn({ service: "on", isByKey }, statements),
    pipelineInScopes,
    requireWritable: async () => {
      await pipelineIn({ service: "on" }, [writable]);
    },
    connections: counts,
    close,
  };
}

async function transact<Result>(
  { client, send, isPipelining }: Connection,
  scope: Scope,
  work: Work<Result>,
  beginning = begin,
): Promise<Result> {
  const opening = send(client, [beginning, enteringScope(scope)]);
  // A pipelined opening is not awaited, so that the first statement of `work` travels with it.
  if (!isPipelining) await opening;
  const [result] = await Promise.all([work(transactionOn(client, send)), opening]);
  await client.query("commit");
  return result;
}

const transactions = new WeakMap<pg.PoolClient, Transaction>();

function transactionOn(client: pg.PoolClient, $send: Send): Transaction {
  const known = transactions.get(client);
  if (known) return known;
  const tx = Object.assign(drizzle(client), { $send }) as unknown as Transaction;
  transactions.set(client, tx);
  return tx;
}

/** Sends statements as one transaction: in one round trip, if the connection pipelines. */
async function sendTransaction(
  { client, send, isPipelining }: Connection,
  statements: readonly DriverStatement[],
) {
  if (isPipelining) return await send(client, statements);
  await client.query("begin");
  const results = await send(client, statements);
  await client.query("commit");
  return results;
}

/** Sends the statements that are needed, and returns the results of all. */
async function sendAll<Results extends readonly unknown[]>(
  send: (needed: readonly DriverStatement[]) => Promise<readonly Pick<pg.QueryResult, "rows">[]>,
  statements: Statements<Results>,
): Promise<Results> {
  const all: readonly Statement<unknown>[] = statements;
  const sent = (await send(all.filter(({ isNeeded }) => isNeeded).map(driverStatement))).values();
  return all.map((statement) =>
    statement.mapRows(statement.isNeeded ? (sent.next().value?.rows ?? []) : []),
  ) as unknown as Results;
}

function driverStatement({ sql, values, rowMode }: Statement<unknown>): DriverStatement {
  return { ...sql, values, ...(rowMode && { rowMode }) };
}

/** Lets the rest of a transaction take longer: for work on a whole school, or on many rows. */
export async function allowLongWork(tx: Transaction): Promise<void> {
  setAnswerTimeout(tx.$client, long.answerMs);
  await execute(tx, command(longWork, []));
}

const widenScopeSql = {
  name: "widen_scope",
  text: "select set_config('thuisinlog.service', 'on', true)",
};

/**
 * Gives the rest of a transaction of one school the service scope, because an address may have children at
 * other schools. The caller must be authorised before.
 */
export async function widenScope(tx: Transaction): Promise<void> {
  await execute(tx, command(widenScopeSql, []));
}

/** Executes one statement in a transaction. */
export async function execute<Result>(
  tx: Transaction,
  statement: Statement<Result>,
): Promise<Result> {
  if (!statement.isNeeded) return statement.mapRows([]);
  const { values, ...sql } = driverStatement(statement);
  const { rows } = await tx.$client.query({ ...sql, values: [...values] });
  return statement.mapRows(rows);
}

/** Executes statements in order, pipelined into one round trip. */
export async function pipeline<Results extends readonly unknown[]>(
  tx: Transaction,
  statements: Statements<Results>,
): Promise<Results> {
  return await sendAll((needed) => sendNeeded(tx, needed), statements);
}

async function sendNeeded(tx: Transaction, needed: readonly DriverStatement[]) {
  return needed.length === 0 ? [] : await tx.$send(tx.$client, needed);
}
