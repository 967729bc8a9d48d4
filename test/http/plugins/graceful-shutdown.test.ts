import { once } from "node:events";
import { connect, type Socket } from "node:net";
import t, { type Test } from "tap";
import { noMetrics } from "../../../src/domain/metrics.ts";
import { createServer, type ServerTimeouts } from "../../../src/http/server.ts";
import { createLogger } from "../../../src/observability/logger.ts";

const long = 600_000;

/** A server with one large answer, and a client that never closes its side. */
async function startConnection(t: Test, timeouts: Partial<ServerTimeouts>) {
  const options = {
    logger: createLogger("silent", { write: () => {} }),
    metrics: noMetrics,
    publicUrl: "https://api.thuisinlog.example",
    corsOrigins: [],
    trustedProxies: [],
    drainMs: 0,
    passwordLengthMin: 8,
    languages: ["nl"] as const,
    timeouts: { requestMs: long, idleMs: long, checkEveryMs: 20, ...timeouts },
  };
  const app = await createServer(options, "1.0.0");
  app.get("/large", async () => "x".repeat(64 * 1024 * 1024));
  app.get("/small", async () => "x");
  await app.listen({ port: 0, host: "127.0.0.1" });
  t.teardown(() => app.close());
  const accepted = once(app.server, "connection");
  const address = app.server.address() as { port: number };
  const client = connect({ port: address.port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => {});
  t.teardown(() => client.destroy());
  const [socket] = (await accepted) as [Socket];
  return { client, closed: once(socket, "close") };
}

t.test("a connection without a request gets 408 and is closed", async (t) => {
  const { client, closed } = await startConnection(t, { requestMs: 100 });
  let answer = "";
  for await (const chunk of client) answer += chunk;
  t.match(answer, /^HTTP\/1\.1 408 /);
  t.match(answer, /^content-type: application\/problem\+json/im);
  await closed;
});

t.test("a connection with an unfinished request is closed", async (t) => {
  const { client, closed } = await startConnection(t, { requestMs: 100 });
  client.write("GET /small HTTP/1.1\r\nHost: a\r\nX-Slow: ");
  client.resume();
  await closed;
  t.pass();
});

t.test("a connection whose client does not read the response is closed", async (t) => {
  const { client, closed } = await startConnection(t, { idleMs: 100 });
  client.write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  await closed;
  t.pass();
});
