// The OpenAPI document, which @fastify/swagger generates from the routes.
import swagger from "@fastify/swagger";
import type { FastifyContextConfig, FastifyInstance } from "fastify";
import { describeUpload } from "../uploads/uploads.ts";
import { completeDocument, headerComponents, parameterComponents } from "./completion.ts";

const description = `
Thuisinlog lets pupils of Dutch primary schools log in at home. A teacher enters one or two home
addresses (e-mail addresses) of a pupil. Each address receives a mail with a link, with which the
parent sets a password. From then on the address is the user name of the pupil at home.

**Callers.** On the school side a caller is a coordinator (all pupils and settings of its school), a
teacher (the groups that it teaches; a teacher with a whole-school role has access to all groups), or a
portal (no access to single pupils). They use an access token of this service or of a trusted portal.
On the family side a caller has a home session, opened with a password or with pictures.

**Conventions.** PUT, PATCH and DELETE are idempotent; the description of each POST says what a
repeated request does. Errors are \`application/problem+json\` (RFC 9457); the \`type\` of a problem is the
URL of a web page about it. An unknown path answers 404; a known path with an unsupported method
answers 405 with \`Allow\`. Timestamps are RFC 3339 in UTC. Paths and queries contain no personal data and
no secrets. Descriptions in the singular use "it" for a pupil or a teacher.
`.trim();

const tags = [
  {
    name: "Tokens",
    description: "Issues access tokens to API clients and publishes the keys that verify them.",
  },
  { name: "School", description: "Reads and changes the settings of the school." },
  { name: "Roster", description: "Imports the groups, teachers and pupils of the school." },
  {
    name: "Groups",
    description: "Reads groups with their pupils, and changes the settings of a group.",
  },
  { name: "Home login", description: "Manages the home addresses of pupils." },
  {
    name: "Accountability",
    description: "Reads the audit log, and reads or erases the personal data of a pupil.",
  },
  {
    name: "Activation",
    description: "Sets a password with a link from a mail, and requests new links.",
  },
  {
    name: "Home session",
    description: "Logs a pupil in and out at home, and opens software of publishers.",
  },
  {
    name: "Pictures",
    description: "Lets the youngest pupils log in with pictures on a registered device.",
  },
  {
    name: "Mail events",
    description: "Receives delivery events from mail systems and mail providers.",
  },
  {
    name: "Service",
    description:
      "Provides health checks, this document, the security contact and the problem types.",
  },
];

const securitySchemes = {
  clientCredentials: {
    type: "oauth2",
    description:
      "Access token of `createToken`. The client is a coordinator, a teacher or a portal of one school.",
    flows: { clientCredentials: { tokenUrl: "/v1/oauth/token", scopes: {} } },
  },
  portalToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description:
      "A JWT that a trusted portal signed with its own key. The claim `school` is the BRIN of the school, and `role` is the role of the user. The token must expire within 24 hours after `iat`, or within 24 hours from now without `iat`. An RSA key must have at least 2048 bits.",
  },
  homeSession: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description:
      "Access token of a home session, from `createHomeSession`, `createPictureSession` or `refreshHomeSession`. It is a JWT.",
  },
  mailEventsToken: {
    type: "http",
    scheme: "bearer",
    description: "The mail event secret that the operator has configured, as bearer token.",
  },
  mailEventsPassword: {
    type: "http",
    scheme: "basic",
    description:
      "The mail event secret as password of HTTP Basic authentication, with any user name.",
  },
} as const;

/**
 * Returns a function that returns the document as JSON once the app is ready. Must be called before the
 * routes are registered, because it collects them.
 */
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
      servers: [{ url: "/", description: "The server of this document." }],
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
