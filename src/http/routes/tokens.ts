// Where clients log in. Its answers have the form of RFC 6749 §5, which OAuth clients read.

import formbody from "@fastify/formbody";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply } from "fastify";
import type { ApiClientService } from "../../services/operator/api-clients.ts";
import type { AccessTokens } from "../auth/access-token.ts";
import { authenticatesTwice, readClientCredentials } from "../auth/client-credentials.ts";
import { noteEvent } from "../plugins/access-log.ts";
import { requestContextOf } from "../plugins/request-context.ts";
import { answer } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";
import { TokenError, TokenRequest, TokenResponse, type tokenErrors } from "../schemas/tokens.ts";

export interface TokenRoutesOptions {
  readonly apiClients: ApiClientService;
  readonly accessTokens: AccessTokens;
}

export const tokenRoutes: FastifyPluginAsyncTypebox<TokenRoutesOptions> = async (
  app,
  { apiClients, accessTokens },
) => {
  app.removeContentTypeParser("application/json");
  await app.register(formbody);

  app.post(
    "/v1/oauth/token",
    {
      // A fault in the form has its answer in RFC 6749, not in ours.
      attachValidation: true,
      schema: {
        operationId: "createToken",
        tags: ["Tokens"],
        summary: "Get an access token",
        description:
          "With client credentials (RFC 6749 §4.4), by HTTP Basic or as form fields. The token says which school and which role.",
        consumes: ["application/x-www-form-urlencoded"],
        body: ref(TokenRequest),
        response: {
          200: answer("An access token.", TokenResponse),
          400: answer("The request is not as RFC 6749 has it.", TokenError),
          401: answer("`invalid_client`: there is no such client with such a secret.", TokenError),
          ...problemResponses("content-too-large", "unsupported-media-type", "too-many-requests"),
        },
      },
      config: { extraHeaders: ["Pragma"] },
    },
    async (request, reply) => {
      const form = request.body ?? {};
      const { authorization } = request.headers;
      if (authenticatesTwice(authorization, form)) {
        return refuse(reply, 400, "invalid_request", "There are credentials in header and form");
      }
      if (request.validationError || form.grant_type === undefined) {
        return refuse(reply, 400, "invalid_request", "grant_type is missing or a field is not one");
      }
      if (form.grant_type !== "client_credentials") {
        return refuse(
          reply,
          400,
          "unsupported_grant_type",
          "Only client_credentials is known here",
        );
      }
      const credentials = readClientCredentials(authorization, form);
      const client =
        credentials &&
        (await apiClients.authenticate(
          credentials.clientId,
          credentials.clientSecret,
          requestContextOf(request),
        ));
      if (!client) {
        noteEvent(request, "authn_login_fail");
        reply.header("WWW-Authenticate", 'Basic realm="thuisinlog", charset="UTF-8"');
        return refuse(reply, 401, "invalid_client", "There is no such client with such a secret");
      }
      noteEvent(request, "authn_token_created");
      const { accessToken, expiresIn } = await accessTokens.issueToClient(client);
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
