// A service that is nothing but its database, to be killed by tests. Takes the folder; writes one
// line of JSON, `{ url }` or `{ code, message }`. Like a service that drains, it only tells of SIGINT.
import { startEmbeddedPostgres } from "../../src/development/postgres/server.ts";

const [directory = ""] = process.argv.slice(2);
process.on("SIGINT", () => process.stdout.write("SIGINT\n"));

try {
  const { url, stop } = await startEmbeddedPostgres({
    directory,
    settings: { fsync: "off", shared_buffers: "2MB" },
  });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
  // The end of the test is the end of its input.
  process.stdin.resume().on("end", stop);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  process.stdout.write(`${JSON.stringify({ code, message })}\n`);
}
