import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { answer } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { OpenapiDocument } from "../schemas/service.ts";

export interface OpenapiRoutesOptions {
  /** The OpenAPI document, as JSON. */
  readonly readDocument: () => string;
}

export const openapiRoutes: FastifyPluginAsyncTypebox<OpenapiRoutesOptions> = async (
  app,
  { readDocument },
) => {
  app.get(
    "/v1/openapi.json",
    {
      schema: {
        operationId: "getOpenapi",
        tags: ["Service"],
        summary: "Get the OpenAPI document",
        description:
          "Returns this OpenAPI document. CORS allows every origin. Callers need no token.",
        response: { 200: answer("The OpenAPI document.", OpenapiDocument), ...problemResponses() },
      },
      config: { isResource: true, extraHeaders: ["Access-Control-Allow-Origin"] },
    },
    async (_request, reply) =>
      await reply
        .header("Access-Control-Allow-Origin", "*")
        .header("Cross-Origin-Resource-Policy", "cross-origin")
        .type("application/json")
        .serializer((document: string) => document)
        .send(readDocument()),
  );
};
