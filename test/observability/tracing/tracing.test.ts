import t from "tap";
import { startTracing } from "../../../src/observability/tracing/tracing.ts";
import { type CollectedSpan, startCollector } from "../../support/collector.ts";

t.test(
  "with a collector each request becomes a trace with route, status and statements",
  async (t) => {
    const collector = await startCollector(t);
    const tracing = startTracing({
      endpoint: `${collector.url}/`,
      headers: { "api-key": "a key" },
      serviceName: "thuisinlog",
      onError: (error) => t.fail(`${error}`),
    });
    // After startTracing, which instruments modules while they load.
    const { startTestService } = await import("../../support/service.ts");
    const service = await startTestService(t);
    const { api } = service;
    const { token } = await service.addClient("01AA");
    const known = await api("listGroups", { token });
    const unknown = await api("getGroup", { token, path: { groupId: crypto.randomUUID() } });
    const nowhere = await fetch(`${service.url}/nowhere?email=ouder@example.nl`);
    await api("getReadiness");
    const callersTrace = "0af7651916cd43dd8448eb211c80319c";
    const continued = await fetch(`${service.url}/problems`, {
      headers: {
        traceparent: `00-${callersTrace}-b7ad6b7169203331-01`,
        tracestate: "canary=state",
        baggage: "canary=baggage",
      },
    });
    await service.stop();
    await tracing.stop();

    const spans = collector.spans();
    function traceOf({ headers }: { headers: Headers }) {
      const id = headers.get("x-request-id");
      const root = spans.find(({ attributes }) => attributes["thuisinlog.request_id"] === id);
      return {
        root,
        inside: spans.filter((span) => span !== root && span.traceId === root?.traceId),
      };
    }
    t.match(traceOf(known).root, {
      name: "GET /v1/groups",
      status: 0,
      attributes: {
        "http.request.method": "GET",
        "http.route": "/v1/groups",
        "http.response.status_code": 200,
      },
    });
    const statements = traceOf(known).inside.filter(isStatement);
    t.ok(statements.some(({ attributes }) => /\$1/.test(`${attributes["db.query.text"]}`)));
    const refused = { attributes: { "http.response.status_code": 404 }, status: 0 };
    t.match(traceOf(unknown).root, refused, "a client error is not a failed span");
    t.ok(traceOf(unknown).inside.every(({ status }) => status === 0));
    t.equal(traceOf(nowhere).root?.name, "GET", "an unknown path is not part of the span name");
    const posted = spans.find(({ name }) => name === "POST /v1/oauth/token");
    const isInPosted = ({ traceId }: CollectedSpan) => traceId === posted?.traceId;
    t.ok(
      spans.filter(isInPosted).some(isStatement),
      "statements are also traced after a request body",
    );
    t.match(
      traceOf(continued).root,
      { traceId: callersTrace, parentSpanId: "b7ad6b7169203331" },
      "the trace of a caller continues",
    );

    const begun = spans.filter(({ parentSpanId }) => !parentSpanId);
    t.ok(begun.every(({ attributes }) => attributes["http.request.method"]));
    t.notMatch(begun.map(({ name }) => name).join(), /readyz/, "a health check starts no trace");
    t.equal(collector.headers[0]?.["api-key"], "a key");
    t.notMatch(collector.bodies.join(), /nowhere|ouder|canary|127\.0\.0\.1/);
  },
);

function isStatement({ name }: CollectedSpan): boolean {
  return name.startsWith("pg.query");
}
