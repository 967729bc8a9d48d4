// Validates every response of a test against the OpenAPI documents. An undeclared response fails.
import { readFileSync } from "node:fs";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

interface Response {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** Path template with `{names}` of parameters. */
  readonly path: string;
  readonly responses: Readonly<Record<string, Response>>;
  readonly parameters: readonly Parameter[];
  readonly security: readonly Readonly<Record<string, unknown>>[];
  /** By media type; empty for an operation without a body. */
  readonly bodies: Readonly<Record<string, { readonly schema: object }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
}

interface Document {
  readonly servers: readonly [{ readonly url: string }];
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, Response>>;
    readonly schemas: Readonly<Record<string, object>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

interface RawOperation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Response & { readonly $ref?: string }>>;
  readonly parameters?: readonly (Parameter & { readonly $ref?: string })[];
  readonly security: Operation["security"];
  readonly requestBody?: { readonly content: Operation["bodies"] };
}

/** The API and the service routes. Components of the same name are the same in both. */
const documents = ["openapi.json", "service.json"].map(
  (name): Document =>
    JSON.parse(readFileSync(new URL(`../../openapi/${name}`, import.meta.url), "utf8")),
);
const document = {
  paths: Object.assign({}, ...documents.map(absolutePaths)) as Document["paths"],
  components: {
    responses: merged("responses"),
    schemas: merged("schemas"),
    parameters: merged("parameters"),
  },
};

/** Every operation by id. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => [
      raw.operationId,
      {
        operationId: raw.operationId,
        method: method.toUpperCase(),
        path,
        responses: resolve(raw.responses),
        parameters: (raw.parameters ?? []).map(parameterOf),
        security: raw.security,
        bodies: raw.requestBody?.content ?? {},
      },
    ]),
  ),
);

// Headers of HTTP itself, and of CORS if an operator allows it.
const transportHeaders = new Set([
  "access-control-expose-headers",
  "connection",
  "content-length",
  "content-type",
  "date",
  "keep-alive",
  "transfer-encoding",
  "vary",
]);

/** Headers of every response, which `info.description` lists once. */
const securityHeaders = [
  "cache-control",
  "content-security-policy",
  "cross-origin-resource-policy",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
];

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ components: document.components }, "openapi.json");

/** Resolves a reference into the document. */
export function schemaAt(ref: string): object {
  return document.components.schemas[ref.split("/").at(-1) ?? ""] ?? {};
}

/** Returns whether a body matches the contract. */
export function takes(schema: object, body: unknown): boolean {
  return validatorOf(schema)(body) === true;
}

/** Returns the differences between a response and the contract; empty if there are none. */
export function undeclared(
  operation: Operation,
  status: number,
  headers: Headers,
  body: string,
): string[] {
  const response = operation.responses[status];
  if (!response) return [`status ${status}`];
  const declared = new Set(Object.keys(response.headers ?? {}).map((name) => name.toLowerCase()));
  const unknown = [...headers.keys()].filter(
    (name) => !declared.has(name) && !transportHeaders.has(name) && !securityHeaders.includes(name),
  );
  const missing = ["api-version", "x-request-id", ...securityHeaders].filter(
    (name) => !headers.has(name),
  );
  return [
    ...unknown.map((name) => `header ${name} in ${status}`),
    ...missing.map((name) => `no header ${name} in ${status}`),
    ...undeclaredIn(response, headers, body),
  ];
}

function undeclaredIn({ content }: Response, headers: Headers, body: string): string[] {
  if (!content) return body === "" ? [] : ["a body where none is declared"];
  const [mediaType = ""] = (headers.get("content-type") ?? "").split(";");
  const schema = content[mediaType]?.schema;
  if (!schema) return [`a body in ${mediaType || "no form"}`];
  const value = mediaType.endsWith("json") ? JSON.parse(body) : body;
  const validate = validatorOf(schema);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const validators = new WeakMap<object, ValidateFunction>();

/** Compiles a validator once, because compilation is slower than any response. */
function validatorOf(schema: object): ValidateFunction {
  const known = validators.get(schema) ?? ajv.compile(absolute(schema));
  validators.set(schema, known);
  return known;
}

/** The same schema, with references into the document. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi.json#/'));
}

/** The paths with the base path of their server. */
function absolutePaths({ servers: [{ url }], paths }: Document): Document["paths"] {
  const base = url.replace(/\/$/, "");
  return Object.fromEntries(Object.entries(paths).map(([path, item]) => [base + path, item]));
}

function merged<Kind extends keyof Document["components"]>(
  kind: Kind,
): Document["components"][Kind] {
  return Object.assign({}, ...documents.map(({ components }) => components[kind]));
}

function parameterOf({ $ref, ...parameter }: Parameter & { readonly $ref?: string }): Parameter {
  return document.components.parameters[$ref?.split("/").at(-1) ?? ""] ?? parameter;
}

function resolve(responses: RawOperation["responses"]): Record<string, Response> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => {
      const name = response.$ref?.split("/").at(-1);
      return [status, (name && document.components.responses[name]) || response];
    }),
  );
}
