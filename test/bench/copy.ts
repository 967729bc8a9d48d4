// PostgreSQL COPY from and to a table.
import pg from "pg";

/** Without types in the driver: it passes protocol messages to the running query. */
interface Connection {
  sendCopyFromChunk(bytes: Buffer): void;
  endCopyFrom(): void;
}

interface CopyData {
  readonly chunk: Buffer;
}

class CopyOut extends pg.Query {
  readonly chunks: Buffer[] = [];

  handleCopyData({ chunk }: CopyData): void {
    this.chunks.push(Buffer.from(chunk));
  }
}

class CopyIn extends pg.Query {
  readonly bytes: Buffer;

  constructor(text: string, bytes: Buffer) {
    super(text);
    this.bytes = bytes;
  }

  handleCopyInResponse(connection: Connection): void {
    connection.sendCopyFromChunk(this.bytes);
    connection.endCopyFrom();
  }
}

/** Returns the rows of a `copy … to stdout`. */
export async function copyOut(client: pg.Client, text: string): Promise<Buffer> {
  const copy = new CopyOut(text);
  await ended(client, copy);
  return Buffer.concat(copy.chunks);
}

/** Sends rows to a `copy … from stdin`. */
export async function copyIn(client: pg.Client, text: string, bytes: Buffer): Promise<void> {
  await ended(client, new CopyIn(text, bytes));
}

async function ended(client: pg.Client, copy: pg.Query): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  copy.once("end", () => resolve());
  copy.once("error", reject);
  client.query(copy);
  await promise;
}
