// Pipelines statements: with one Sync at the end they are one transaction, which PostgreSQL answers as a whole
// ("Pipelining" in the chapter on the frontend/backend protocol). The driver alone sends a Sync after each
// statement and waits for each answer.
import pg from "pg";

/** A statement as the driver takes it. */
interface PacketStatement {
  readonly name?: string | undefined;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly rowMode?: "array" | undefined;
}

type Result = Pick<pg.QueryResult, "rows">;
/** The driver makes no list of one. */
type Callback = (error: Error | null, results: Result | readonly Result[]) => void;

interface DriverConnection extends pg.Connection {
  /** Texts of what was sent to be prepared, by name, until the server says that it is. */
  readonly submittedNamedStatements: Record<string, string>;
  execute(config: pg.ExecuteConfig): void;
}

/** Members of the driver's query that its types do not show. */
interface DriverQuery {
  name: string | undefined;
  text: string;
  values: readonly unknown[];
  portal: string;
  _rowMode: "array" | undefined;
  /** Sends the statement that the query holds; what ends it is for `_getRows` to send. */
  prepare(connection: DriverConnection): void;
  handleCommandComplete(message: unknown, connection: DriverConnection): void;
  handleError(error: Error, connection: DriverConnection): void;
}

const DriverQuery = pg.Query as unknown as new (config: PacketStatement) => DriverQuery;

export class Packet extends DriverQuery {
  readonly statements: readonly PacketStatement[];
  /** Index of the one after the one that the query holds. */
  #next = 0;

  constructor(statements: readonly PacketStatement[]) {
    // Named after all statements, for traces.
    const name = statements.map((statement) => statement.name).join(" ");
    super({ text: "", values: [], ...statements[0], name });
    this.statements = statements;
  }

  /** The same with nothing that is prepared. */
  unnamed(): Packet {
    return new Packet(this.statements.map((statement) => ({ ...statement, name: undefined })));
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

  /** The server has passed over what comes after a fault, so it has prepared none of that. */
  override handleError(error: Error, connection: DriverConnection): void {
    for (const { name = "" } of this.statements.slice(this.#next)) {
      delete connection.submittedNamedStatements[name];
    }
    super.handleError(error, connection);
  }

  /** Lets the query hold the next statement: to send it, and later to read its answer. */
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
export async function send(
  client: pg.ClientBase,
  statements: readonly PacketStatement[],
): Promise<readonly Result[]> {
  const query = client.query as (packet: Packet, callback: Callback) => unknown;
  return await new Promise((resolve, reject) => {
    query.call(client, new Packet(statements), (error, results) =>
      error ? reject(error) : resolve([results].flat()),
    );
  });
}
