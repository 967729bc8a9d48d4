// Traces for an OpenTelemetry collector. Loaded only where the configuration names one, and before what
// it traces: the database driver is changed while it loads.
import { FastifyOtelInstrumentation } from "@fastify/otel";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { exportAllowedSpans, requestIdAttribute } from "./span-allow-list.ts";

export interface Tracing {
  /** Hands over what has been traced; a collector that hangs holds it up for some seconds at most. */
  stop(): Promise<void>;
}

export interface TracingOptions {
  /** Of the collector; `/v1/traces` comes behind it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** The collector takes no traces; told once until it takes them again. */
  readonly onError: (error: unknown) => void;
}

/** Well within what a stop may take, with a delivery of mail before it. */
const exportMaxMs = 3_000;
/** Somebody asks for them every few seconds, and nobody wonders how they went. */
const probes = new Set(["/livez", "/readyz"]);

/** Traces every request and its statements from now on, for as long as the process lives. */
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
  // What asks every second whether there is work is no request, and would be most of all traces.
  new PgInstrumentation({ requireParentSpan: true });
  // What it did not take has been told.
  return { stop: () => provider.shutdown().catch(() => {}) };
}
