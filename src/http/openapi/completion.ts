// What holds for many operations alike: headers by status, conditional requests, and refusals that
// are the same everywhere, which then stand once.
import type { FastifyContextConfig } from "fastify";
import { commonHeaders } from "../plugins/headers.ts";

interface Response {
  readonly description: string;
  headers?: Record<string, unknown>;
}

interface Parameter {
  required?: boolean;
  readonly schema?: { readonly default?: unknown };
}

interface Operation {
  readonly operationId: string;
  parameters?: Parameter[];
  readonly responses: Record<string, Response | { readonly $ref: string }>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { responses?: Record<string, Response> };
}

const headerDescriptions: Readonly<Record<string, string>> = {
  "API-Version": "The version of this contract that answers.",
  "X-Request-Id": "Under this id the request stands in the log.",
  ETag: "The version of this resource, for `If-Match` and `If-None-Match`.",
  Link: "The address of the next page, with `rel=next`; absent on the last one.",
  "Retry-After": "After how many seconds to try again.",
  "WWW-Authenticate": "How to log in.",
  "Access-Control-Allow-Origin": "Every web page may read this.",
  Pragma: "RFC 6749 §5.1 asks for it.",
};
const alwaysThere = ["X-Request-Id", ...Object.keys(commonHeaders(""))];

export const headerComponents = Object.fromEntries(
  [...new Set([...alwaysThere, ...Object.keys(headerDescriptions)])].map((name) => [
    name,
    {
      description: headerDescriptions[name] ?? "As the API Design Rules 2.2 ask.",
      schema: { type: name === "Retry-After" ? ("integer" as const) : ("string" as const) },
    },
  ]),
);

const conditionComponent = (name: string, description: string) => ({
  name,
  in: "header",
  description,
  schema: { type: "string" as const },
});

export const parameterComponents = {
  IfNoneMatch: conditionComponent(
    "If-None-Match",
    "The `ETag` that the caller has; 304 when it is still the same.",
  ),
  IfMatch: conditionComponent(
    "If-Match",
    "The `ETag` that the caller has seen; 412 when it is not that any more.",
  ),
};

/** Completes the document in place. */
export function completeDocument(
  gathered: object,
  configs: ReadonlyMap<string, FastifyContextConfig>,
): void {
  const { paths, components } = gathered as Document;
  const shared: Record<string, Response> = {};
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    const config = configs.get(operation.operationId) ?? {};
    completeParameters(operation, config);
    for (const [status, response] of Object.entries(operation.responses)) {
      if ("$ref" in response) continue;
      response.headers = headersOf(status, config);
      const name = refusalName(response);
      if (name === undefined) continue;
      shared[name] = response;
      operation.responses[status] = { $ref: `#/components/responses/${name}` };
    }
  }
  components.responses = shared;
}

function completeParameters(operation: Operation, config: FastifyContextConfig): void {
  const { parameters = [], responses } = operation;
  if (config.isResource) responses["304"] = { description: "The caller has it already." };
  // What has a default is always there for us, and may be left out by who calls.
  for (const one of parameters) if (one.schema?.default !== undefined) one.required = false;
  operation.parameters = [
    ...parameters,
    ...(config.isResource ? [parameter("IfNoneMatch")] : []),
    ...(config.hasPrecondition ? [parameter("IfMatch")] : []),
  ];
}

function headersOf(status: string, config: FastifyContextConfig): Record<string, unknown> {
  const names = [...alwaysThere];
  if (status === "401") names.push("WWW-Authenticate");
  if (status === "429" || status === "503") names.push("Retry-After");
  if (config.isResource && (status === "200" || status === "304")) names.push("ETag");
  if (config.isList && status === "200") names.push("Link");
  if (status === "200" || status === "304") names.push(...(config.extraHeaders ?? []));
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** The codes that a refusal is described by, as one name. */
function refusalName({ description }: Response): string | undefined {
  const codes = [...description.matchAll(/^`([a-z-]+)`: /gm)].map(([, code]) => code);
  return codes.length === 0 ? undefined : codes.join("_");
}

function parameter(key: keyof typeof parameterComponents): { readonly $ref: string } & Parameter {
  return { $ref: `#/components/parameters/${key}` };
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** What a success carries besides the headers that all have. */
    readonly extraHeaders?: readonly string[];
  }
}
