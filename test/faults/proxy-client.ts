// A client like a reverse proxy: it keeps connections alive, and uses another replica if one refuses.
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { text } from "node:stream/consumers";
import { operations, undeclared } from "../support/contract.ts";

export interface ProxyCall {
  readonly operationId: string;
  readonly token: string;
  readonly pupilId?: string;
  readonly body?: unknown;
}

/** `isLast`: the replica closes the connection after this response. `refused`: no process listens, so another replica may be tried. */
export type ProxyAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly isLast: boolean }
  | { readonly kind: "refused" }
  | { readonly kind: "failed"; readonly why: string };

/** Uses one connection for each replica, as long as the replica keeps it open. */
export function createProxyClient(): {
  call(url: string, call: ProxyCall): Promise<ProxyAnswer>;
  close(): void;
} {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    call: (url, call) => send(agent, url, call),
    close: () => agent.destroy(),
  };
}

function send(agent: Agent, url: string, call: ProxyCall): Promise<ProxyAnswer> {
  const operation = operations.get(call.operationId);
  if (!operation) throw new Error(`There is no operation ${call.operationId}.`);
  const { promise, resolve } = Promise.withResolvers<ProxyAnswer>();
  const sent = request(`${url}${operation.path.replace("{pupilId}", call.pupilId ?? "")}`, {
    agent,
    method: operation.method,
    headers: {
      Authorization: `Bearer ${call.token}`,
      ...(call.body !== undefined && { "Content-Type": "application/json" }),
    },
  });
  sent.on("error", (error: NodeJS.ErrnoException) => {
    const { code = error.message } = error;
    const why = `${code}${sent.reusedSocket ? " on a connection that was kept" : ""}`;
    resolve(code === "ECONNREFUSED" ? { kind: "refused" } : { kind: "failed", why });
  });
  sent.on("response", async (response) => {
    const status = response.statusCode ?? 0;
    const body = await text(response).catch((error: Error) => error);
    if (body instanceof Error) return resolve({ kind: "failed", why: `cut: ${body.message}` });
    const faults = undeclared(operation, status, headersOf(response.headers), body);
    if (faults.length > 0) return resolve({ kind: "failed", why: faults.join("; ") });
    resolve({ kind: "answered", status, isLast: response.headers.connection === "close" });
  });
  sent.end(call.body === undefined ? undefined : JSON.stringify(call.body));
  return promise;
}

function headersOf(headers: IncomingHttpHeaders): Headers {
  return new Headers(headers as Record<string, string>);
}
