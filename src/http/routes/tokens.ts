// The token endpoint. Its responses have the format of RFC 6749 §5, which OAuth clients expect.

import formbody from "@fastify/formbody";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply } from "fastify";
import type { ApiClientService } from "../../services/operator/api-clients.ts";
import { authenticatesTwice, readClientCredentials } from "../auth/client-credentials.ts";
import { noteEvent } from "../plugins/access-log.ts";
import { requestContextOf } from "../plugins/request-context.ts";
import { answer } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { paragraphs, ref } from "../schemas/schema.ts";
import { TokenError, TokenRequest, TokenResponse, type tokenErrors } from "../schemas/tokens.ts";

export interface TokenRoutesOptions {
  readonly apiClients: ApiClientService;
}

export const tokenRoutes: FastifyPluginAsyncTypebox<TokenRoutesOptions> = async (
  app,
  { apiClients },
) => {
  app.removeContentTypeParser("application/json");
  await app.register(formbody);

  app.post(
    "/v1/oauth/token",
    {
      // RFC 6749 §5.2 defines the error response, so a validation error must not become a problem.
      attachValidation: true,
      schema: {
        operationId: "createToken",
        tags: ["Tokens"],
        summary: "Get an access token",
        description: paragraphs(
          "Issues an access token for an API client, by the OAuth 2.0 client credentials grant (RFC 6749 §4.4). The client authenticates with HTTP Basic (RFC 6749 §2.3.1), or with the form fields `client_id` and `client_secret`; both together answer 400.",
          "The token has the school and the role of the client and is valid for one hour. Use it for many requests: each request issues a new token and writes an audit event. Earlier tokens stay valid.",
          "400 and 401 have the format of RFC 6749; other errors are problems.",
        ),
        consumes: ["application/x-www-form-urlencoded"],
        body: ref(TokenRequest),
        response: {
          200: answer("The access token.", TokenResponse),
          400: answer(
            "The request is invalid (RFC 6749 §5.2): `invalid_request` or `unsupported_grant_type`.",
            TokenError,
          ),
          401: answer(
            "Client authentication failed (`invalid_client`): the id or the secret is wrong, or the client is revoked.",
            TokenError,
          ),
          ...problemResponses("content-too-large", "unsupported-media-type", "too-many-requests"),
        },
      },
      config: { extraHeaders: ["Pragma"] },
    },
    async (request, reply) => {
      const form = request.body ?? {};
      const { authorization } = request.headers;
      if (authenticatesTwice(authorization, form)) {
        return refuse(
          reply,
          400,
          "invalid_request",
          "The credentials must be in the header or in the form, not in both",
        );
      }
      if (request.validationError || form.grant_type === undefined) {
        return refuse(
          reply,
          400,
          "invalid_request",
          "grant_type is missing, or a field is repeated or too long",
        );
      }
      if (form.grant_type !== "client_credentials") {
        return refuse(
          reply,
          400,
          "unsupported_grant_type",
          "grant_type must be client_credentials",
        );
      }
      const credentials = readClientCredentials(authorization, form);
      const issued =
        credentials &&
        (await apiClients.issueToken(
          credentials.clientId,
          credentials.clientSecret,
          requestContextOf(request),
        ));
      if (!issued) {
        noteEvent(request, "authn_login_fail");
        reply.header("WWW-Authenticate", 'Basic realm="thuisinlog", charset="UTF-8"');
        return refuse(reply, 401, "invalid_client", "Client authentication failed");
      }
      noteEvent(request, "authn_token_created");
      const { accessToken, expiresIn } = issued;
      reply.header("Pragma", "no-cache");
      return { access_token: accessToken, token_type: "Bearer", expires_in: expiresIn };
    },
  );
};

function refuse(
  reply: FastifyReply,
  status: 400 | 401,
  error: (typeof tokenErrors)[number],
  description: string,
) {
  return reply.code(status).send({ error, error_description: description });
}
