import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { SendDocument } from "../openapi/served-document.ts";
import { answer } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { OpenapiDocument } from "../schemas/service.ts";

export interface OpenapiRouteOptions {
  readonly path: "/v1/openapi.json" | "/openapi.json";
  readonly operationId: string;
  readonly send: SendDocument;
}

/** Serves one OpenAPI document, which is below the server that it describes. */
export const openapiRoute: FastifyPluginAsyncTypebox<OpenapiRouteOptions> = async (
  app,
  { path, operationId, send },
) => {
  app.get(
    path,
    {
      schema: {
        operationId,
        tags: ["Service"],
        summary: "Get the OpenAPI document",
        description:
          "Returns this OpenAPI document, compressed when `Accept-Encoding` allows it. CORS allows every origin. Callers need no token.",
        response: { 200: answer("The OpenAPI document.", OpenapiDocument), ...problemResponses() },
      },
      config: {
        isResource: true,
        extraHeaders: ["Access-Control-Allow-Origin", "Content-Encoding", "Vary"],
      },
    },
    async (request, reply) => {
      reply.header("Access-Control-Allow-Origin", "*");
      reply.header("Cross-Origin-Resource-Policy", "cross-origin");
      return await send(request, reply);
    },
  );
};
