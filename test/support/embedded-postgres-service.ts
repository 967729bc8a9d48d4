// A service with only a database, which tests kill. The argument is the folder. It writes one line of
// JSON, `{ url }` or `{ code, message }`. Like a draining service, it reports SIGINT and continues.
import { startEmbeddedPostgres } from "../../src/development/postgres/server.ts";

const [directory = ""] = process.argv.slice(2);
process.on("SIGINT", () => process.stdout.write("SIGINT\n"));

try {
  const { url, stop } = await startEmbeddedPostgres({
    directory,
    settings: { fsync: "off", shared_buffers: "2MB" },
  });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
  // Its input ends with the test.
  process.stdin.resume().on("end", stop);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  process.stdout.write(`${JSON.stringify({ code, message })}\n`);
}
