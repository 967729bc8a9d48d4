// Reads of several callers in one round trip: under load, waking a connection costs more than most reads.
import type pg from "pg";
import { ServiceError } from "../domain/errors.ts";
import type { DriverStatement } from "./pipeline.ts";
import { changingScope, enteringScope, type Owner } from "./scope.ts";

type Rows = Pick<pg.QueryResult, "rows">;
type Send = (statements: readonly DriverStatement[]) => Promise<readonly Rows[]>;

interface Read extends Omit<PromiseWithResolvers<readonly Rows[]>, "promise"> {
  readonly owner: Owner;
  readonly statements: readonly DriverStatement[];
}

/** Others run at the same time on other connections. */
const readsMax = 8;

/**
 * Returns a function that sends statements which change nothing, and resolves to their results. Those that are
 * sent in one turn of the event loop share a transaction, in which each enters its own scope first. A read that
 * fails rejects no other. `send` executes statements as one transaction in one round trip.
 */
export function createSharedReads(
  send: Send,
): (owner: Owner, statements: readonly DriverStatement[]) => Promise<readonly Rows[]> {
  let waiting: Read[] = [];

  function sendAll(): void {
    const reads = waiting;
    waiting = [];
    for (let start = 0; start < reads.length; start += readsMax) {
      void sendTogether(reads.slice(start, start + readsMax));
    }
  }

  async function sendTogether(reads: readonly Read[]): Promise<void> {
    try {
      const results = await send(reads.flatMap(inOwnScope));
      let end = 0;
      for (const { statements, resolve } of reads) {
        const start = end + 1; // after the statement that sets the scope
        end = start + statements.length;
        resolve(results.slice(start, end));
      }
    } catch (error) {
      const isOfOne = reads.length > 1 && !(error instanceof ServiceError);
      if (isOfOne) await Promise.all(reads.map((read) => sendTogether([read])));
      else for (const { reject } of reads) reject(error);
    }
  }

  return (owner, statements) => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly Rows[]>();
    waiting.push({ owner, statements, resolve, reject });
    // After all requests that have arrived.
    if (waiting.length === 1) setImmediate(sendAll);
    return promise;
  };
}

function inOwnScope({ owner, statements }: Read, index: number): readonly DriverStatement[] {
  return [index === 0 ? enteringScope(owner) : changingScope(owner), ...statements];
}
