// Allow-list of span attributes, because new attributes of the libraries may contain input of
// callers.
import { SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";

/** The `X-Request-Id` of the response, and `reqId` in the log. */
export const requestIdAttribute = "thuisinlog.request_id";

/** Values of this service: route patterns, statements with `$1` placeholders, ids, numbers. */
const harmlessAttributes = new Set([
  "http.request.method",
  "http.route",
  "http.response.status_code",
  requestIdAttribute,
  "db.system.name",
  "db.query.text",
  "db.postgresql.plan",
]);

/**
 * Exports spans without any input of callers: no path, error message, event or trace state.
 * `onFailure` receives the first export that fails after a success.
 */
export function exportAllowedSpans(
  exporter: SpanExporter,
  onFailure: (error: unknown) => void,
): SpanExporter {
  let isFailing = false;
  return {
    export(spans, done) {
      exporter.export(spans.map(harmless), (result) => {
        if (result.error && !isFailing) onFailure(result.error);
        isFailing = result.error !== undefined;
        done(result);
      });
    },
    forceFlush: async () => await exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
  };
}

function harmless(span: ReadableSpan): ReadableSpan {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const attributes = Object.entries(span.attributes).filter(([key]) => harmlessAttributes.has(key));
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => ({ traceId, spanId, traceFlags }),
    ...(span.parentSpanContext && { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: { code: hasFailed(span) ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: Object.fromEntries(attributes),
    links: [],
    events: [],
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** A thrown `ServiceError` with a 4xx status is not a failure of the service. */
function hasFailed({ attributes, status }: ReadableSpan): boolean {
  const httpStatus = attributes["http.response.status_code"];
  if (typeof httpStatus === "number") return httpStatus >= 500;
  return status.code === SpanStatusCode.ERROR && attributes["fastify.type"] === undefined;
}
