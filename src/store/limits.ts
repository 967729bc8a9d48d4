// Timeouts of statements.

/**
 * What a statement may take. The server ends it before the service gives up on the connection: only a
 * server that is frozen, or a connection that was cut in silence, takes `answerMs`.
 */
interface Limits {
  readonly statement: string;
  readonly answerMs: number;
}

export const briefStatement = "5s";
const longStatement = "15s";
export const brief: Limits = { statement: briefStatement, answerMs: 6_000 };
export const long: Limits = { statement: longStatement, answerMs: 20_000 };

/**
 * How long any statement waits for a lock: less than a request waits for a connection, so that
 * transactions in line for one lock do not keep the connections that others wait for.
 */
export const lockWait = "3s";

/** Sets the limits of long work for the rest of a transaction. */
export const longWork = {
  name: "allow_long_work",
  text: `select set_config('statement_timeout', '${longStatement}', true)`,
};
