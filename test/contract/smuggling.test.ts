// Writes raw bytes, because HTTP clients would correct these requests.
import { connect } from "node:net";
import t from "tap";
import { startTestService } from "../support/service.ts";

const { url } = await startTestService(t);

const request = (...lines: string[]) => `${lines.join("\r\n")}\r\n\r\n`;
const smuggled = request("GET /livez HTTP/1.1", "Host: x");

t.test("a request with an ambiguous end is rejected, and the connection is closed", async (t) => {
  const post = "POST /v1/link-requests HTTP/1.1";
  const json = "Content-Type: application/json";
  const chunked = "Transfer-Encoding: chunked";
  const head = [post, "Host: x", json];
  const messages: Readonly<Record<string, string>> = {
    "with both lengths": `${request(...head, "Content-Length: 5", chunked)}0\r\n\r\n`,
    "with both, the other way round": `${request(...head, chunked, "Content-Length: 5")}0\r\n\r\n`,
    "with two lengths": `${request(...head, "Content-Length: 2", "Content-Length: 5")}{}`,
    "with a list of lengths": `${request(...head, "Content-Length: 2, 5")}{}`,
    "with a length that has a sign": `${request(...head, "Content-Length: +2")}{}`,
    "with a length below none": request(...head, "Content-Length: -1"),
    "with a length in hexadecimal": `${request(...head, "Content-Length: 0x2")}{}`,
    "with a coding that is not last": `${request(...head, "Transfer-Encoding: chunked, identity")}0\r\n\r\n`,
    "with a coding that nobody knows": `${request(...head, "Transfer-Encoding: xchunked")}0\r\n\r\n`,
    "with two codings": `${request(...head, chunked, "Transfer-Encoding: identity")}0\r\n\r\n`,
    "with a folded header": request(...head, "X: a", " Transfer-Encoding: chunked"),
    "with a space before the colon": `${request(...head, "Transfer-Encoding : chunked")}0\r\n\r\n`,
    "with a bare CR in a header": request(...head, "X: a\rTransfer-Encoding: chunked"),
    "with bare LFs": `${post}\nHost: x\n${json}\nContent-Length: 2\n\n{}`,
    "with a chunk that has no size": `${request(...head, chunked)}x\r\n{}\r\n0\r\n\r\n`,
    "with a chunk longer than its size": `${request(...head, chunked)}1\r\n{}\r\n0\r\n\r\n`,
    "with a chunk that is endless": `${request(...head, chunked)}fffffffffffffffff\r\n{}`,
    "with an invalid method": request("FOO /livez HTTP/1.1", "Host: x"),
    "in an invalid version": request("GET /livez HTTP/9.9", "Host: x"),
  };
  for (const [name, message] of Object.entries(messages)) {
    const answer = await speak(message + smuggled);
    const [status] = statusesIn(answer);
    t.equal(status, 400, name);
    t.equal(statusesIn(answer).length, 1, `${name}: the following request is not read`);
    t.match(answer, /content-type: application\/problem\+json/i, name);
    t.match(answer, /connection: close/i, name);
  }
});

t.test("responses on one connection do not run into each other", async (t) => {
  const last = request("GET /v1/nothing HTTP/1.1", "Host: x", "Connection: close");
  const answer = await speak(
    request("HEAD /livez HTTP/1.1", "Host: x") +
      smuggled +
      request("GET /.well-known/jwks.json HTTP/1.1", "Host: x", "If-None-Match: *") +
      last,
  );
  t.strictSame(statusesIn(answer), [200, 200, 304, 404]);
  const [head = "", get = "", unchanged = ""] = answer.split(/(?=HTTP\/1\.1 )/);
  t.match(head, /\r\n\r\n$/, "HEAD has no body");
  const [fields = "", body = ""] = get.split("\r\n\r\n");
  t.match(fields, new RegExp(`content-length: ${Buffer.byteLength(body)}\\b`, "i"));
  t.match(unchanged, /\r\n\r\n$/, "304 has no body");
});

t.test("chunk extensions are not part of the body", async (t) => {
  const answer = await speak(
    `${request(
      "POST /v1/activation-lookups HTTP/1.1",
      "Host: x",
      "Content-Type: application/json",
      "Transfer-Encoding: chunked",
      "Connection: close",
    )}d;x="y";z\r\n{"token":"x"}\r\n0\r\n\r\n`,
  );
  t.strictSame(statusesIn(answer), [404], "the link is unknown");
});

function statusesIn(answer: string): number[] {
  return [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** Returns every response until the server closes the connection. */
async function speak(text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}

t.test("a request without Host gets a problem", async (t) => {
  const answer = await speak(request("GET /livez HTTP/1.1", "Connection: close"));
  t.match(answer, /^HTTP\/1\.1 400 /);
  t.match(answer, /"pointer":"Host"/);
  t.match(answer, /cache-control: no-store/i);
});

t.test("a request with two Host headers gets a problem", async (t) => {
  for (const second of ["Host: y", "Host: x", "host: y"]) {
    const answer = await speak(
      request("GET /livez HTTP/1.1", "Host: x", second, "Connection: close"),
    );
    t.match(answer, /^HTTP\/1\.1 400 /);
    t.match(answer, /"pointer":"Host","detail":"is given twice"/);
  }
});
