// Completes the document with everything that many operations share: response headers, conditional
// requests and problem responses as components, and an example of every body.
import type { FastifyContextConfig } from "fastify";
import { addExamples, addProblemExamples, type MediaType } from "./body-examples.ts";
import { problemExamples } from "./examples/problems.ts";

interface Response {
  readonly description: string;
  headers?: Record<string, unknown>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

interface Parameter {
  required?: boolean;
  readonly schema?: { readonly default?: unknown };
}

interface Operation {
  readonly operationId: string;
  parameters?: Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, MediaType>> };
  readonly responses: Record<string, Response | { readonly $ref: string }>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { responses?: Record<string, Response>; examples?: object };
}

const headerDescriptions: Readonly<Record<string, string>> = {
  "API-Version": "Semantic version of this API, as in `info.version`.",
  "X-Request-Id":
    "Id of the request, made by the service. Give it to the operator when you report a problem.",
  ETag: "Strong version of the resource, as the GET of this path has it: for `If-None-Match` and, where the path has a change, for `If-Match`.",
  Link: 'Relative URL of the next page with the same filters, with `rel="next"` (RFC 8288). It is the page of `next`. It is absent on the last page.',
  "Retry-After": "Number of seconds to wait before the next attempt.",
  "WWW-Authenticate": "Authentication schemes that the operation accepts (RFC 9110).",
  "Access-Control-Allow-Origin": "Always `*`: a web page of any origin can read the response.",
  "Content-Encoding": "`br` or `gzip`; absent when the body is not compressed.",
  Vary: "Always `Accept-Encoding`.",
  "Content-Language":
    "`nl` or `en`: the language of the texts, from `Accept-Language`. A problem whose texts are in English only is `en`. The default is English, and Dutch when the response is CSV.",
  Pragma: "Always `no-cache`, as RFC 6749 §5.1 requires.",
};
/** The headers of every response that a caller may use; `info.description` has those for browsers. */
const commonHeaderNames = ["API-Version", "X-Request-Id"];

export const headerComponents = Object.fromEntries(
  Object.entries(headerDescriptions).map(([name, description]) => [
    name,
    {
      description,
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
    "The `ETag` of an earlier response, with its quotes; a list and `*` are also possible (RFC 9110). The response is 304 without a body when the resource has not changed.",
  ),
  IfMatch: conditionComponent(
    "If-Match",
    "The `ETag` of the GET of this path or of its last change, with its quotes; a list and `*` are also possible (RFC 9110). The response is 412 and nothing changes when the resource has changed. Without this header the change is always applied.",
  ),
  AcceptLanguage: conditionComponent(
    "Accept-Language",
    "The language of the texts in the response: `nl` or `en` (RFC 9110). Without one of them the language is that of the description of the operation.",
  ),
};

/** Completes the document in place. */
export function completeDocument(
  gathered: object,
  configs: ReadonlyMap<string, FastifyContextConfig>,
): void {
  const { paths, components } = gathered as Document;
  const shared: Record<string, Response> = {};
  const usedCodes = new Set<string>();
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    const config = configs.get(operation.operationId) ?? {};
    completeParameters(operation, config);
    addExamples(operation.requestBody?.content);
    for (const [status, response] of Object.entries(operation.responses)) {
      if ("$ref" in response) continue;
      response.headers = headersOf(status, config);
      const codes = errorCodesOf(response);
      if (codes.length === 0) {
        addExamples(response.content, status);
        continue;
      }
      const name = codes.join("_");
      addProblemExamples(response.content, codes);
      for (const code of codes) usedCodes.add(code);
      shared[name] = response;
      operation.responses[status] = { $ref: `#/components/responses/${name}` };
    }
  }
  components.responses = shared;
  components.examples = Object.fromEntries(
    Object.entries(problemExamples).filter(([code]) => usedCodes.has(code)),
  );
}

function completeParameters(operation: Operation, config: FastifyContextConfig): void {
  const { parameters = [], responses } = operation;
  if (config.isResource)
    responses["304"] = { description: "The resource has not changed since the given `ETag`." };
  // TypeBox lists a parameter with a default as required, but callers can omit it.
  for (const one of parameters) if (one.schema?.default !== undefined) one.required = false;
  operation.parameters = [
    ...parameters,
    ...(config.isResource ? [parameter("IfNoneMatch")] : []),
    ...(config.hasPrecondition ? [parameter("IfMatch")] : []),
    ...(config.extraHeaders?.includes("Content-Language") ? [parameter("AcceptLanguage")] : []),
  ];
}

function headersOf(status: string, config: FastifyContextConfig): Record<string, unknown> {
  const names = [...commonHeaderNames];
  if (Number(status) >= 400) names.push("Content-Language");
  if (status === "401") names.push("WWW-Authenticate");
  if (status === "429" || status === "503") names.push("Retry-After");
  if (config.isResource && (status === "200" || status === "304")) names.push("ETag");
  if (config.hasPrecondition && status === "200") names.push("ETag");
  if (config.isList && status === "200") names.push("Link");
  if (["200", "201", "304"].includes(status)) names.push(...(config.extraHeaders ?? []));
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Returns the error codes in the description of a problem response; none for another response. */
function errorCodesOf({ description }: Response): string[] {
  return [...description.matchAll(/^`([a-z-]+)`: /gm)].map(([, code = ""]) => code);
}

function parameter(key: keyof typeof parameterComponents): { readonly $ref: string } & Parameter {
  return { $ref: `#/components/parameters/${key}` };
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** Headers of a successful response, besides those of every response. */
    readonly extraHeaders?: readonly string[];
  }
}
