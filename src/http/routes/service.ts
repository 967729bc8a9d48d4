// Health checks, the public keys of the tokens, and the metadata of the token endpoint.
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { ServiceError } from "../../domain/errors.ts";
import type { SigningKeyService } from "../../services/operator/signing-keys.ts";
import { answer } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { Health } from "../schemas/service.ts";
import { AuthorizationServer, Jwks } from "../schemas/tokens.ts";

export interface ServiceRoutesOptions {
  readonly signingKeys: SigningKeyService;
  /** Issuer of the tokens, and the base of the URLs in its metadata. */
  readonly publicUrl: string;
  /** Whether requests can be served now: the database answers and the service is not stopping. */
  readonly isReady: () => Promise<boolean>;
}

const tags = ["Service"];
const notReadyRetrySeconds = 5;

export const serviceRoutes: FastifyPluginAsyncTypebox<ServiceRoutesOptions> = async (
  app,
  { signingKeys, publicUrl, isReady },
) => {
  app.get(
    "/livez",
    {
      schema: {
        operationId: "getLiveness",
        tags,
        summary: "Check liveness",
        description:
          "Answers 200 while the process runs, also when the database is down. Use it as liveness probe. Callers need no token.",
        response: { 200: answer("The process is alive.", Health), ...problemResponses() },
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
        summary: "Check readiness",
        description:
          "Answers 200 when the service can handle requests: the database is available and up to date, and the service is not shutting down. Otherwise it answers 503. Mail delivery is not checked. Callers need no token.",
        response: { 200: answer("The service is ready.", Health), ...problemResponses() },
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
        summary: "Get the public signing keys",
        description:
          "Returns the public keys that verify the tokens of this service. A publisher verifies launch tokens with them; a portal does not need them. A new key is published five minutes before its first use, so read the keys at least every five minutes, or when a `kid` is unknown. An old key stays published until the last token that it signed has expired. Callers need no token.",
        response: { 200: answer("The published keys.", Jwks), ...problemResponses() },
      },
      config: { isResource: true },
    },
    async () => await signingKeys.jwks(),
  );

  app.get(
    "/.well-known/oauth-authorization-server",
    {
      schema: {
        operationId: "getAuthorizationServer",
        tags: ["Tokens"],
        summary: "Get the metadata of the token endpoint",
        description:
          "Returns authorization server metadata (RFC 8414), with which OAuth libraries configure themselves. Callers need no token.",
        response: {
          200: answer("The metadata.", AuthorizationServer),
          ...problemResponses(),
        },
      },
      config: { isResource: true },
    },
    async () => ({
      issuer: publicUrl,
      token_endpoint: `${publicUrl}/v1/oauth/token`,
      jwks_uri: `${publicUrl}/.well-known/jwks.json`,
      response_types_supported: [],
      grant_types_supported: ["client_credentials"],
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
      service_documentation: `${publicUrl}/docs`,
    }),
  );
};
