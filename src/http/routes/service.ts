// What the service says of itself: to orchestrators, to who verifies our tokens, to developers.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { ServiceError } from "../../domain/errors.ts";
import type { SigningKeyService } from "../../services/operator/signing-keys.ts";
import { answer } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { Health, OpenapiDocument } from "../schemas/service.ts";
import { Jwks } from "../schemas/tokens.ts";

export interface ServiceRoutesOptions {
  readonly signingKeys: SigningKeyService;
  /** Whether requests can be served now: the database answers and the service is not stopping. */
  readonly isReady: () => Promise<boolean>;
  /** The OpenAPI document, as JSON. */
  readonly readDocument: () => string;
}

const tags = ["Service"];
const notReadyRetrySeconds = 5;

export const serviceRoutes: FastifyPluginAsyncTypebox<ServiceRoutesOptions> = async (
  app,
  { signingKeys, isReady, readDocument },
) => {
  app.get(
    "/livez",
    {
      schema: {
        operationId: "getLiveness",
        tags,
        summary: "Tell whether the process lives",
        description: "Touches nothing else, so a database that is away never gets it restarted.",
        response: { 200: answer("It lives.", Health), ...problemResponses() },
      },
    },
    async () => ({ status: "ok" }),
  );

  app.get(
    "/readyz",
    {
      schema: {
        operationId: "getReadiness",
        tags,
        summary: "Tell whether requests can be served",
        description:
          "The database answers and has its newest form, and the service is not stopping. Mail that is slow plays no part.",
        response: { 200: answer("It is ready.", Health), ...problemResponses() },
      },
    },
    async () => {
      if (await isReady()) return { status: "ok" };
      throw new ServiceError("unavailable", "The service is not ready.", {
        retryAfterSeconds: notReadyRetrySeconds,
      });
    },
  );

  app.get(
    "/.well-known/jwks.json",
    {
      schema: {
        operationId: "getKeys",
        tags: ["Tokens"],
        summary: "Get the keys of our access tokens",
        description:
          "A new key stands here five minutes before it signs, and an old one until its last token has expired.",
        response: { 200: answer("The published keys.", Jwks), ...problemResponses() },
      },
      config: { isResource: true },
    },
    async () => await signingKeys.jwks(),
  );

  app.get(
    "/v1/openapi.json",
    {
      schema: {
        operationId: "getOpenapi",
        tags,
        summary: "Get this document",
        description: "Readable from every web page.",
        response: { 200: answer("The document.", OpenapiDocument), ...problemResponses() },
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
