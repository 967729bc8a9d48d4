// An OpenTelemetry collector that keeps the received traces.
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 2 means an error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, string | number>>;
}

interface WireSpan extends Omit<CollectedSpan, "status" | "attributes"> {
  readonly status: { readonly code: number };
  readonly attributes: readonly { key: string; value: Record<string, string | number> }[];
}

/** Listens on loopback until the end of the test. */
export async function startCollector(t: { teardown(stop: () => unknown): void }) {
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let hangs = false;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (request.url !== "/v1/traces") return void response.writeHead(404).end();
    bodies.push(body);
    headers.push(request.headers);
    if (!hangs) response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.teardown(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** All received bodies as bytes. */
    bodies,
    headers,
    spans: () => bodies.flatMap(spansIn),
    /** Accepts requests from now on without answering. */
    hang() {
      hangs = true;
    },
  };
}

function spansIn(body: string): CollectedSpan[] {
  const { resourceSpans } = JSON.parse(body);
  const scopes = resourceSpans.flatMap(
    (resource: { scopeSpans: unknown[] }) => resource.scopeSpans,
  );
  const spans = scopes.flatMap((scope: { spans: WireSpan[] }) => scope.spans);
  return spans.map((span: WireSpan) => ({
    ...span,
    status: span.status.code,
    attributes: Object.fromEntries(
      span.attributes.map(({ key, value }) => [key, Object.values(value)[0] ?? ""]),
    ),
  }));
}
