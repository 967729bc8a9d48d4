// A separate port: callers of the API must not read the metrics (ASVS 13.4.5).
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

export interface MetricsListener {
  /** The URL for Prometheus. */
  readonly url: string;
  stop(): Promise<void>;
}

const path = "/metrics";

/** Serves only `GET /metrics`. Throws when the port is taken. */
export async function startMetricsListener(options: {
  readonly host: string;
  /** `0`: any free port. */
  readonly port: number;
  readonly registry: Registry;
  /** Updates the gauges before each response. */
  readonly readStates: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}): Promise<MetricsListener> {
  const { registry, readStates, onError } = options;

  async function answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (url !== path) return end(response, 404);
    if (method !== "GET" && method !== "HEAD") return end(response.setHeader("Allow", "GET"), 405);
    await readStates();
    response.setHeader("Content-Type", registry.contentType).setHeader("Cache-Control", "no-store");
    end(response, 200, await registry.metrics());
  }

  // An import of `node:http` reads its getters too, which load a WebSocket client: 60 ms of a start.
  const { createServer } = process.getBuiltinModule("node:http");
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      onError(error);
      end(response, 500);
    });
  });
  server.listen({ host: options.host, port: options.port });
  await once(server, "listening");
  const { address, family, port } = server.address() as AddressInfo;
  const host = family === "IPv6" ? `[${address}]` : address;
  return {
    url: `http://${host}:${port}${path}`,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      if (server.listening) await once(server, "close");
    },
  };
}

function end(response: ServerResponse, status: number, text = ""): void {
  response.statusCode = status;
  response.end(text);
}
