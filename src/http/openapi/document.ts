// The OpenAPI documents, which @fastify/swagger generates from the routes.
import swagger from "@fastify/swagger";
import type { FastifyContextConfig, FastifyInstance } from "fastify";
import { describeUpload } from "../uploads/uploads.ts";
import { completeDocument, headerComponents, parameterComponents } from "./completion.ts";
import { overview, serviceOverview } from "./overview.ts";
import { securitySchemes } from "./security-schemes.ts";
import { createDocumentSender, type SendDocument } from "./served-document.ts";
import { type OpenapiDocument, type Part, partOf } from "./split.ts";
import { webhookDescriptions } from "./webhooks.ts";

const tags = [
  {
    name: "Tokens",
    description: "Issues access tokens to API clients and publishes the keys that verify them.",
  },
  { name: "School", description: "Reads and changes the settings of the school." },
  {
    name: "Roster",
    description: "Imports the groups, teachers and pupils of the school (the roster).",
  },
  {
    name: "Groups",
    description: "Reads groups with their pupils, and changes the settings of a group.",
  },
  { name: "Home login", description: "Manages the home addresses of pupils." },
  {
    name: "Letters",
    description: "Lets parents enter their address with the code of a letter on paper.",
  },
  {
    name: "Accountability",
    description: "Reads the audit log, and reads or erases the personal data of a pupil.",
  },
  {
    name: "Activation",
    description:
      "Family side: sets a password with the link of a mail, declines an invitation, and requests new links.",
  },
  {
    name: "Home session",
    description: "Family side: logs a pupil in and out at home, and opens software of publishers.",
  },
  {
    name: "Pictures",
    description:
      "Family side: lets young pupils log in with pictures on a registered device. It needs `loginMethod` `picture` of the main group.",
  },
  {
    name: "Mail events",
    description:
      "For operators: receives delivery events from mail systems and mail providers. A portal does not need it.",
  },
  {
    name: "Service",
    description:
      "Provides health checks, the OpenAPI documents, the security contact and the problem types.",
  },
];

const apiBase = "/v1";

/** The document of the API; its paths are relative to the server. */
const api: Part = {
  info: { title: "Thuisinlog", description: overview },
  servers: [
    {
      url: apiBase,
      description:
        "The API on the host of this document. Each operator has its own host; ask the operator for its name.",
    },
  ],
  pathOf: (url) => (url.startsWith(`${apiBase}/`) ? url.slice(apiBase.length) : undefined),
};

/** The document of everything outside the API. */
const service: Part = {
  info: { title: "Thuisinlog: service routes", description: serviceOverview },
  servers: [{ url: "/", description: "The host of this document." }],
  pathOf: (url) => (url.startsWith(`${apiBase}/`) ? undefined : url),
};

export interface OpenapiDocuments {
  readonly sendApi: SendDocument;
  readonly sendService: SendDocument;
}

/** Returns the senders of both documents. Must be called before the routes are registered, because it collects them. */
export async function registerOpenapi(
  app: FastifyInstance,
  apiVersion: string,
): Promise<OpenapiDocuments> {
  const configs = new Map<string, FastifyContextConfig>();
  app.addHook("onRoute", ({ schema, config = {} }) => {
    if (schema?.operationId !== undefined) configs.set(schema.operationId, config);
  });
  let serviceDocument: OpenapiDocument | undefined;

  await app.register(swagger, {
    stripBasePath: false,
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Thuisinlog",
        version: apiVersion,
        contact: {
          name: "Thuisinlog",
          email: "api@thuisinlog.example",
          url: "https://thuisinlog.example/contact",
        },
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [],
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
      const whole = gathered.openapiObject as unknown as OpenapiDocument;
      serviceDocument = partOf(whole, service);
      return { ...partOf(whole, api), webhooks: webhookDescriptions } as object;
    },
  });

  return {
    sendApi: createDocumentSender(() => app.swagger()),
    sendService: createDocumentSender(() => {
      app.swagger();
      return serviceDocument ?? {};
    }),
  };
}
