// Requests that are too malformed for the framework: written to the socket directly, in the form of
// a problem.
import type { Socket } from "node:net";
import type { ErrorCode } from "../../domain/error-codes.ts";
import { ServiceError } from "../../domain/errors.ts";
import { problemMediaType, problemOf } from "./problem.ts";

const codes: Readonly<Record<string, ErrorCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "request-timeout",
  HPE_HEADER_OVERFLOW: "headers-too-large",
};

/** Time for a client to read the response; closing earlier can discard it (RFC 9112 §9.6). */
const lingerMs = 2_000;

export function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  headers: Readonly<Record<string, string>>,
  publicUrl: string,
): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = codes[error.code ?? ""] ?? "invalid-request";
  const serviceError = new ServiceError(code, "The request is not valid HTTP.");
  const problem = problemOf(serviceError, "", publicUrl);
  const body = JSON.stringify(problem);
  // An import of `node:http` reads its getters too, which load a WebSocket client: 60 ms of a start.
  const { STATUS_CODES } = process.getBuiltinModule("node:http");
  const lines = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
  // A client that does not close its side would keep the connection open for ever.
  const lingering = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once("close", () => clearTimeout(lingering));
}
