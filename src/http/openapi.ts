// The contract as a document: @fastify/swagger gathers it from the routes, and what holds for many
// operations alike (headers by status, conditional requests) is added here, once.
import swagger from "@fastify/swagger";
import type { FastifyContextConfig, FastifyInstance } from "fastify";
import { commonHeaders } from "./headers.ts";

interface Response {
  description: string;
  headers?: Record<string, unknown>;
}

interface Operation {
  operationId: string;
  parameters?: unknown[];
  responses: Record<string, Response>;
}

const description = `
The service that lets primary-school pupils log in at home. A teacher enters one or two home
addresses; each gets a mail with a link; the parent makes a password; from then on the address is the
user name at home.

Every write may be repeated. Errors are \`application/problem+json\` (RFC 9457); each \`type\` is the
address of a page about it. A path that is not there answers 404 and a method that a path does not
have 405 with \`Allow\`. Moments are RFC 3339 in UTC. No path or query holds personal data or a secret.
`.trim();

const tags = [
  { name: "Tokens", description: "Where clients log in, and how tokens are verified." },
  { name: "Roster", description: "Who is at the school." },
  { name: "Groups", description: "Who is in a group, and who has home login." },
  { name: "Home login", description: "The home addresses of a pupil." },
  { name: "Activation", description: "From the link in the mail to a password." },
  { name: "Home session", description: "A child that is logged in at home." },
  { name: "Service", description: "The service itself." },
];

const securitySchemes = {
  clientCredentials: {
    type: "oauth2",
    description: "A client of ours: a portal, a coordinator or a teacher.",
    flows: { clientCredentials: { tokenUrl: "/v1/oauth/token", scopes: {} } },
  },
  portalToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "A token that a trusted portal signed itself, with `school` (BRIN) and `role`.",
  },
  homeSession: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token of a home session.",
  },
} as const;

const headerDescriptions: Readonly<Record<string, string>> = {
  "API-Version": "The version of this contract that answers.",
  "X-Request-Id": "Under this id the request stands in the log.",
  ETag: "The version of this resource, for `If-Match` and `If-None-Match`.",
  Link: "The address of the next page, with `rel=next`; absent on the last one.",
  "Retry-After": "After how many seconds to try again.",
  "WWW-Authenticate": "How to log in.",
  "Access-Control-Allow-Origin": "Every web page may read this.",
};

const conditions = {
  IfNoneMatch: ["If-None-Match", "The `ETag` that the caller has; 304 when it is still the same."],
  IfMatch: ["If-Match", "The `ETag` that the caller has seen; 412 when it is not that any more."],
} as const;

/** Gives the document, as JSON, once the app is ready. Comes before the routes, which it watches being added. */
export async function registerOpenapi(
  app: FastifyInstance,
  apiVersion: string,
): Promise<() => string> {
  const common = ["X-Request-Id", ...Object.keys(commonHeaders(apiVersion))];
  const configs = new Map<string, FastifyContextConfig>();
  app.addHook("onRoute", ({ schema, config = {} }) => {
    if (schema?.operationId !== undefined) configs.set(schema.operationId, config);
  });

  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Thuisinlog",
        version: apiVersion,
        description,
        contact: {
          name: "Thuisinlog",
          email: "api@thuisinlog.example",
          url: "https://thuisinlog.example/contact",
        },
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: "/", description: "This service." }],
      tags,
      components: {
        securitySchemes,
        headers: Object.fromEntries(
          [...common, ...Object.keys(headerDescriptions)].map((name) => [name, headerOf(name)]),
        ),
        parameters: Object.fromEntries(
          Object.entries(conditions).map(([key, [name, words]]) => [
            key,
            { name, in: "header", description: words, schema: { type: "string" as const } },
          ]),
        ),
      },
    },
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
  });

  let document: string | undefined;
  return () => {
    document ??= `${JSON.stringify(completed(app.swagger(), configs, common), null, 2)}\n`;
    return document;
  };
}

function completed(
  document: { readonly paths?: object },
  configs: ReadonlyMap<string, FastifyContextConfig>,
  common: readonly string[],
): object {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values<Operation>(path)) {
      complete(operation, configs.get(operation.operationId) ?? {}, common);
    }
  }
  return document;
}

function complete(
  operation: Operation,
  { isResource, isList, hasPrecondition, isPublic }: FastifyContextConfig,
  common: readonly string[],
): void {
  const { responses } = operation;
  if (isResource) {
    responses["304"] = { description: "The caller has it already." };
    operation.parameters = [...(operation.parameters ?? []), parameter("IfNoneMatch")];
  }
  if (hasPrecondition) {
    operation.parameters = [...(operation.parameters ?? []), parameter("IfMatch")];
  }
  for (const [status, response] of Object.entries(responses)) {
    const names = [...common, ...headersOf(status)];
    if (isResource && (status === "200" || status === "304")) names.push("ETag");
    if (isList && status === "200") names.push("Link");
    if (isPublic && status === "200") names.push("Access-Control-Allow-Origin");
    response.headers = Object.fromEntries(
      names.map((name) => [name, { $ref: `#/components/headers/${name}` }]),
    );
  }
}

function headersOf(status: string): string[] {
  if (status === "401") return ["WWW-Authenticate"];
  return status === "429" || status === "503" ? ["Retry-After"] : [];
}

function headerOf(name: string) {
  const words = headerDescriptions[name] ?? "As the API Design Rules 2.2 ask.";
  return {
    description: words,
    schema: { type: name === "Retry-After" ? ("integer" as const) : ("string" as const) },
  };
}

function parameter(key: keyof typeof conditions) {
  return { $ref: `#/components/parameters/${key}` };
}
