// The contract as a document: @fastify/swagger gathers it from the routes.
import swagger from "@fastify/swagger";
import type { FastifyContextConfig, FastifyInstance } from "fastify";
import { describeUpload } from "../uploads/uploads.ts";
import { completeDocument, headerComponents, parameterComponents } from "./completion.ts";

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
  { name: "School", description: "How home login goes at the school." },
  { name: "Roster", description: "Who is at the school." },
  { name: "Groups", description: "Who is in a group, and who has home login." },
  { name: "Home login", description: "The home addresses of a pupil." },
  { name: "Accountability", description: "Who changed what, and what is held about a pupil." },
  { name: "Activation", description: "From the link in the mail to a password." },
  { name: "Home session", description: "A child that is logged in at home." },
  { name: "Pictures", description: "How the youngest log in, on a remembered device." },
  { name: "Mail events", description: "What became of mails, told by who delivers them." },
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
    description:
      "A token that a trusted portal signed itself, with `school` (BRIN) and `role`. It expires within 24 hours of `iat`, or of now without that, and its RSA key has at least 2048 bits.",
  },
  homeSession: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token of a home session.",
  },
  mailEventsToken: {
    type: "http",
    scheme: "bearer",
    description: "The operator's secret for mail events.",
  },
  mailEventsPassword: {
    type: "http",
    scheme: "basic",
    description: "The same secret as password, with any user name.",
  },
} as const;

/** Gives the document, as JSON, once the app is ready. Comes before the routes, which it watches being added. */
export async function registerOpenapi(
  app: FastifyInstance,
  apiVersion: string,
): Promise<() => string> {
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
        headers: headerComponents,
        parameters: parameterComponents,
      },
    },
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
    transform: ({ schema, url, route }) => ({ schema: describeUpload(schema, route.config), url }),
    transformObject: (gathered) => {
      if ("swaggerObject" in gathered) return gathered.swaggerObject;
      completeDocument(gathered.openapiObject, configs);
      return gathered.openapiObject;
    },
  });

  let text: string | undefined;
  return () => {
    text ??= `${JSON.stringify(app.swagger(), null, 2)}\n`;
    return text;
  };
}
