import t from "tap";
import { startNeighbours } from "../../contract/neighbours.ts";
import { type Operation, operations } from "../../support/contract.ts";

interface Example {
  readonly example?: unknown;
}

const neighbours = await startNeighbours(t, {
  MAILGUN_SIGNING_KEY: "key-of-mailgun-for-tests",
  SES_TOPIC_ARN: "arn:aws:sns:eu-west-1:123456789012:bounces",
});
const { api, own, tokens } = neighbours;
const path = { ...own, name: "not-found" };

/** Routes for probes, caches and browsers, which may add a query. */
const isOfService = ({ path }: Operation) => !path.startsWith("/v1/");

function tokenFor({ security }: Operation): string | undefined {
  const [scheme] = security.flatMap((one) => Object.keys(one));
  if (scheme === undefined) return undefined;
  if (scheme === "homeSession") return tokens["family"];
  return scheme.startsWith("mailEvents") ? tokens["operator"] : tokens["coordinator"];
}

function exampleFor({ bodies }: Operation): unknown {
  const { example } = (Object.values(bodies)[0] ?? {}) as Example;
  const isForm = "application/x-www-form-urlencoded" in bodies;
  return isForm ? new URLSearchParams(example as Record<string, string>) : example;
}

t.test("every operation of the API answers 400 to an unknown query parameter", async (t) => {
  const closed = [...operations.values()].filter((operation) => !isOfService(operation));
  t.ok(closed.length > 30);
  for (const operation of closed) {
    const token = tokenFor(operation);
    const { status, body } = await api(operation.operationId, {
      path,
      query: { unknown: "1" },
      body: exampleFor(operation),
      ...(token !== undefined && { token }),
    });
    t.match(
      { status, body },
      {
        status: 400,
        body: {
          type: /\/problems\/invalid-request$/,
          errors: [{ pointer: "unknown", detail: /^is an unknown / }],
        },
      },
      operation.operationId,
    );
  }
});

t.test("every operation declares 400 as a problem", async (t) => {
  for (const { operationId, responses } of operations.values()) {
    t.ok(responses[400]?.content?.["application/problem+json"], operationId);
  }
});

t.test("a service route ignores the query of a probe, a cache or a browser", async (t) => {
  for (const operation of [...operations.values()].filter(isOfService)) {
    const { operationId } = operation;
    const plain = await api(operationId, { path });
    const { status } = await api(operationId, { path, query: { unknown: "1" } });
    t.equal(status, plain.status, operationId);
  }
});
