// A program on the host of a primary: inserts rows through the loopback address, one after another, and prints
// a line for each that PostgreSQL acknowledged. It continues when the server goes away or stops writing.
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

const [connectionString = "", host = ""] = process.argv.slice(2);
const pauseMs = 20;
const retryMs = 200;

async function write(from: number): Promise<number> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  let next = from;
  try {
    await client.connect();
    for (;;) {
      await client.query("insert into local_writes (host, number) values ($1, $2)", [host, next]);
      process.stdout.write(`${JSON.stringify({ host, number: next, atMs: Date.now() })}\n`);
      next += 1;
      await delay(pauseMs);
    }
  } catch {
    // The row may be there or not: its number is not used again.
    return next + 1;
  } finally {
    client.end().catch(() => {});
  }
}

for (let next = 0; ; await delay(retryMs)) next = await write(next);
