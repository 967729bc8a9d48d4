// Pipelines statements: with one Sync at the end they are one transaction, which PostgreSQL answers as a whole
// ("Pipelining" in the chapter on the frontend/backend protocol). The driver itself sends a Sync after each
// statement. Only this file uses undocumented members of the driver.
import pg from "pg";
import { isUnavailable } from "./errors.ts";

/** A statement as the driver takes it. */
export interface DriverStatement {
  readonly name?: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly rowMode?: "array" | undefined;
}

type Result = Pick<pg.QueryResult, "rows">;
/** The driver returns one result as an object, and several as a list. */
type Callback = (error: Error | null, results: Result | readonly Result[]) => void;

interface DriverConnection extends pg.Connection {
  /** Texts of statements sent to be prepared, by name, until the server confirms them. */
  readonly submittedNamedStatements: Record<string, string>;
  execute(config: pg.ExecuteConfig): void;
}

interface DriverClient {
  readonly connection: DriverConnection;
  readonly connectionParameters: { query_timeout: number };
}

/** Members of the driver's query that its types do not show. */
interface DriverQuery {
  name: string | undefined;
  text: string;
  values: readonly unknown[];
  portal: string;
  _rowMode: "array" | undefined;
  /** Sends the statement that the query holds, and calls `_getRows` to send its end. */
  prepare(connection: DriverConnection): void;
  handleCommandComplete(message: unknown, connection: DriverConnection): void;
  handleError(error: Error, connection: DriverConnection): void;
}

const DriverQuery = pg.Query as unknown as new (config: DriverStatement) => DriverQuery;

export class PipelineQuery extends DriverQuery {
  readonly statements: readonly DriverStatement[];
  /** Index of the statement after the one that the query holds. */
  #next = 0;

  constructor(statements: readonly DriverStatement[]) {
    // Named after all its statements, for traces.
    const name = [...new Set(statements.map((statement) => statement.name))].join(" ");
    super({ text: "", values: [], ...statements[0], name });
    this.statements = statements;
  }

  /** The same statements, none of them prepared. */
  unnamed(): PipelineQuery {
    return new PipelineQuery(this.statements.map((one) => ({ ...one, name: undefined })));
  }

  submit(connection: DriverConnection): null {
    connection.stream.cork();
    for (const _ of this.statements) {
      this.#turn();
      this.prepare(connection);
    }
    connection.sync();
    connection.stream.uncork();
    this.#next = 0;
    this.#turn();
    return null;
  }

  _getRows(connection: DriverConnection): void {
    connection.execute({ portal: this.portal });
  }

  override handleCommandComplete(message: unknown, connection: DriverConnection): void {
    super.handleCommandComplete(message, connection);
    this.#turn();
  }

  /** The server skips the statements after an error, so it has prepared none of them. */
  override handleError(error: Error, connection: DriverConnection): void {
    for (const { name = "" } of this.statements.slice(this.#next)) {
      delete connection.submittedNamedStatements[name];
    }
    super.handleError(error, connection);
  }

  /** Copies the next statement into the fields of the query, to send it and later to read its result. */
  #turn(): void {
    const statement = this.statements[this.#next];
    this.#next += 1;
    if (!statement) return;
    this.name = statement.name;
    this.text = statement.text;
    this.values = statement.values;
    this._rowMode = statement.rowMode;
  }
}

/** Resolves to the results in the order of the statements. One failure rejects all. */
export type Send = (
  client: pg.ClientBase,
  statements: readonly DriverStatement[],
) => Promise<readonly Result[]>;

/** Sends statements in one round trip; outside a transaction they form a transaction. */
export const sendPipeline: Send = async (client, statements) => {
  const query = client.query as (pipeline: PipelineQuery, callback: Callback) => unknown;
  return await new Promise((resolve, reject) => {
    query.call(client, new PipelineQuery(statements), (error, results) =>
      error ? reject(error) : resolve([results].flat()),
    );
  });
};

/** Sends statements one by one, without anything that the driver does not document. Only in a transaction. */
export const sendOneByOne: Send = async (client, statements) => {
  const results: Result[] = [];
  for (const { values, ...statement } of statements) {
    results.push(await client.query({ ...statement, values: [...values] }));
  }
  return results;
};

const probe: readonly DriverStatement[] = [
  { text: "select set_config('thuisinlog.probe', $1, true)", values: ["one transaction"] },
  { text: "select current_setting('thuisinlog.probe')", values: [], rowMode: "array" },
];

/**
 * Whether the driver still behaves as `PipelineQuery` expects: it has the members that are used, and it sends two
 * statements as one transaction and returns both results. Rejects when the database does not answer. After `false`
 * the connection must be closed.
 */
export async function canPipeline(client: pg.ClientBase): Promise<boolean> {
  await client.query("select"); // The server answers now, so that a missing answer below is the driver's.
  if (!hasExpectedMembers(client)) return false;
  try {
    const [, second, ...more] = await sendPipeline(client, probe);
    return second?.rows[0]?.[0] === "one transaction" && more.length === 0;
  } catch (error) {
    if (isUnavailable(error) && !isMissingAnswer(error)) throw error;
    return false;
  }
}

const isMissingAnswer = (error: unknown) =>
  error instanceof Error && error.message === "Query read timeout";

function hasExpectedMembers(client: pg.ClientBase): boolean {
  const { connection, connectionParameters } = client as unknown as Partial<DriverClient>;
  const { prepare, handleCommandComplete, handleError } = DriverQuery.prototype as DriverQuery;
  const functions = [prepare, handleCommandComplete, handleError, connection?.execute];
  return (
    functions.every((one) => typeof one === "function") &&
    typeof connection?.submittedNamedStatements === "object" &&
    typeof connectionParameters === "object"
  );
}

/** Sets how long each later statement may wait for its answer. The driver reads the limit when it sends a statement. */
export function setAnswerTimeout(client: pg.ClientBase, ms: number): void {
  const { connectionParameters } = client as unknown as Partial<DriverClient>;
  if (connectionParameters) connectionParameters.query_timeout = ms;
}
