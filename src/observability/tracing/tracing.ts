// Traces for an OpenTelemetry collector. Loaded only if the configuration names one, and before the
// modules that it patches while they load.
import { FastifyOtelInstrumentation } from "@fastify/otel";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { probes } from "../../domain/probes.ts";
import { exportAllowedSpans, requestIdAttribute } from "./span-allow-list.ts";

export interface Tracing {
  /** Exports pending traces; a hanging collector delays it by a few seconds at most. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** URL of the collector, to which `/v1/traces` is appended. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Called once when exports start to fail, and again only after a success. */
  readonly onError: (error: unknown) => void;
}

/** Short, because a stop also waits for deliveries. */
const exportMaxMs = 3_000;

/** Traces every request and its statements until the process ends. */
export function startTracing(options: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/$/, "")}/v1/traces`,
    headers: options.headers,
    timeoutMillis: exportMaxMs,
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": options.serviceName }),
    spanProcessors: [new BatchSpanProcessor(exportAllowedSpans(exporter, options.onError))],
  });
  provider.register();

  new FastifyOtelInstrumentation({
    registerOnInitialization: true,
    instrumentHooks: false,
    ignorePaths: ({ url }) => probes.has(url),
    requestHook: (span, { id, method, routeOptions }) => {
      span.updateName(routeOptions.url === undefined ? method : `${method} ${routeOptions.url}`);
      span.setAttribute(requestIdAttribute, id);
    },
  });
  // Only statements of a request: polls of background jobs would be most of the traces.
  new PgInstrumentation({ requireParentSpan: true });
  // A failed export has been reported already.
  return { stop: () => provider.shutdown().catch(() => {}) };
}
