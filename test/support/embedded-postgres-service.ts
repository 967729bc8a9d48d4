// A service that is nothing but its database, to be killed by tests. Takes the folder; writes one
// line of JSON, `{ url }` or `{ code, message }`; SIGINT it outlives, as one that is still draining.
import { startEmbeddedPostgres } from "../../src/store/embedded.ts";

process.on("SIGINT", () => {});
const [directory = ""] = process.argv.slice(2);

try {
  const { url } = await startEmbeddedPostgres({ directory, settings: { fsync: "off" } });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
  // Ends with the test that holds the other end.
  process.stdin.resume().on("end", () => process.exit());
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  process.stdout.write(`${JSON.stringify({ code, message })}\n`);
}
