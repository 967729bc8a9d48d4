// The OpenAPI document, which @fastify/swagger generates from the routes.
import swagger from "@fastify/swagger";
import type { FastifyContextConfig, FastifyInstance } from "fastify";
import { describeUpload } from "../uploads/uploads.ts";
import { completeDocument, headerComponents, parameterComponents } from "./completion.ts";
import { overview } from "./overview.ts";
import { securitySchemes } from "./security-schemes.ts";

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
      "Provides health checks, this document, the security contact and the problem types.",
  },
];

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
        description: overview,
        contact: {
          name: "Thuisinlog",
          email: "api@thuisinlog.example",
          url: "https://thuisinlog.example/contact",
        },
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [
        {
          url: "/",
          description:
            "The server of this document. Each operator has its own host; ask the operator for the base URL.",
        },
      ],
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
