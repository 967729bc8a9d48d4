// Load over many keep-alive connections, each with one request at a time. It writes HTTP to plain
// sockets, because a client as expensive as the server would measure itself.
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { answerQuestions } from "../program.ts";

export interface LoadRequest {
  readonly method?: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Expected status, or the allowed ones; default 200. */
  readonly status?: number | readonly number[];
}

export interface Load {
  readonly url: string;
  /** Sent in turn, from the first. */
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  /** Duration, or number of requests. */
  readonly until: { readonly ms: number } | { readonly count: number };
  /** Pause between two requests of a connection. */
  readonly pauseMs?: number;
}

export interface LoadResult {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const headEnd = "\r\n\r\n";

async function put(load: Load): Promise<LoadResult> {
  const { hostname, port } = new URL(load.url);
  const requests = load.requests.map((request) => ({
    bytes: encode(request, `${hostname}:${port}`),
    statuses: [request.status ?? 200].flat(),
  }));
  const latencies: number[] = [];
  const startedAt = performance.now();
  let begun = 0;
  const isRunning = () =>
    "ms" in load.until ? performance.now() - startedAt < load.until.ms : begun < load.until.count;

  async function useConnection(): Promise<void> {
    const socket = connect(Number(port), hostname).setNoDelay();
    await once(socket, "connect");
    const send = createSend(socket);
    while (isRunning()) {
      const request = requests[begun % requests.length];
      begun += 1;
      if (!request) throw new Error("There is no request to send.");
      const sentAt = performance.now();
      const status = await send(request.bytes);
      latencies.push(performance.now() - sentAt);
      if (!request.statuses.includes(status)) throw new Error(`Got ${status} for ${request.bytes}`);
      if (load.pauseMs) await delay(load.pauseMs);
    }
    socket.destroy();
  }

  await Promise.all(Array.from({ length: load.connections }, useConnection));
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(share * (latencies.length - 1))] ?? 0;
  return {
    count: latencies.length,
    perSecond: latencies.length / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: at(1),
  };
}

function encode({ method = "GET", path, headers, body }: LoadRequest, host: string): Buffer {
  const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: ${host}`,
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...(content ? ["content-type: application/json", `content-length: ${content.length}`] : []),
  ];
  return Buffer.concat([Buffer.from(lines.join("\r\n") + headEnd), content ?? Buffer.alloc(0)]);
}

/** Sends a request and returns its status after the whole response. */
function createSend(socket: Socket): (bytes: Buffer) => Promise<number> {
  let waiting: PromiseWithResolvers<number> | undefined;
  let status = 0;
  let missing: number | undefined;
  let head: Buffer = Buffer.alloc(0);

  function take(data: Buffer): void {
    let body = data;
    if (missing === undefined) {
      head = head.length === 0 ? data : Buffer.concat([head, data]);
      const end = head.indexOf(headEnd);
      if (end < 0) return;
      const text = head.toString("latin1", 0, end);
      const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
      if (length === undefined) throw new Error(`An answer without a length: ${text}`);
      status = Number(text.slice(9, 12));
      missing = Number(length);
      body = head.subarray(end + headEnd.length);
      head = Buffer.alloc(0);
    }
    missing -= body.length;
    if (missing > 0) return;
    missing = undefined;
    waiting?.resolve(status);
  }

  socket.on("data", take);
  socket.on("error", (error) => waiting?.reject(error));
  socket.on("close", () => waiting?.reject(new Error("The connection was closed.")));
  return (bytes) => {
    waiting = Promise.withResolvers();
    socket.write(bytes);
    return waiting.promise;
  };
}

answerQuestions(put);
