// What leaves of a span: by list, since whatever the libraries add next may hold what a caller sent.
import { SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";

/** The `X-Request-Id` of the answer, and `reqId` in the log. */
export const requestIdAttribute = "thuisinlog.request_id";

/** Of our making: patterns of routes, texts of statements with `$1` where a value goes, ids, numbers. */
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
 * Hands spans on without anything that somebody sent: no path, no message of an error, no event, no
 * state that a caller brought along. `onFailure` hears of the first export that fails after one that
 * did not.
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

/** A refusal is thrown too, out of a handler, and is no failure of the service. */
function hasFailed({ attributes, status }: ReadableSpan): boolean {
  const httpStatus = attributes["http.response.status_code"];
  if (typeof httpStatus === "number") return httpStatus >= 500;
  return status.code === SpanStatusCode.ERROR && attributes["fastify.type"] === undefined;
}
