// The token endpoint. Its responses have the format of RFC 6749 §5, which OAuth clients expect.

import formbody from "@fastify/formbody";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import type { Static } from "typebox";
import {
  type ProblemDescription,
  ServiceError,
  type ValidationError,
} from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { ApiClientService } from "../../services/operator/api-clients.ts";
import { authenticatesTwice, readClientCredentials } from "../auth/client-credentials.ts";
import { noteEvent } from "../plugins/access-log.ts";
import { requestContextOf } from "../plugins/request-context.ts";
import { sendTokenError, tokenErrorTypes } from "../problems/token-error.ts";
import { validationErrorsOf } from "../problems/validation-errors.ts";
import { answer, answerIn } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { paragraphs, ref } from "../schemas/schema.ts";
import { TokenError, TokenRequest, TokenResponse, type tokenErrors } from "../schemas/tokens.ts";

export interface TokenRoutesOptions {
  readonly apiClients: ApiClientService;
  /** Public URL of the service, which is the base of problem types. */
  readonly publicUrl: string;
}

const errorForms = Object.fromEntries(tokenErrorTypes.map((type) => [type, TokenError]));

export const tokenRoutes: FastifyPluginAsyncTypebox<TokenRoutesOptions> = async (
  app,
  { apiClients, publicUrl },
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
          "400 and 401 have the members of RFC 6749 §5.2 beside those of a problem. They are `application/json`, or `application/problem+json` when `Accept` names it. Other errors are problems.",
        ),
        consumes: ["application/x-www-form-urlencoded"],
        body: ref(TokenRequest),
        response: {
          200: answer("The access token.", TokenResponse),
          ...problemResponses("content-too-large", "unsupported-media-type", "too-many-requests"),
          400: answerIn(
            "The request is invalid (RFC 6749 §5.2): `invalid_request` or `unsupported_grant_type`.",
            errorForms,
          ),
          401: answerIn(
            "Client authentication failed (`invalid_client`): the id or the secret is wrong, or the client is revoked.",
            errorForms,
          ),
        },
      },
      config: { extraHeaders: ["Pragma"], produces: tokenErrorTypes },
    },
    async (request, reply) => {
      const form = request.body ?? {};
      const { authorization } = request.headers;
      const invalid = findError(request, form);
      if (invalid) return sendTokenError(request, reply, ...invalid, publicUrl);
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
        const error = new ServiceError("unauthorized", say("client-unknown"));
        return sendTokenError(request, reply, "invalid_client", error, publicUrl);
      }
      noteEvent(request, "authn_token_created");
      const { accessToken, expiresIn } = issued;
      reply.header("Pragma", "no-cache");
      return { access_token: accessToken, token_type: "Bearer", expires_in: expiresIn };
    },
  );
};

type Form = Static<typeof TokenRequest>;
type TokenErrorCode = (typeof tokenErrors)[number];

/** Returns what is wrong with a token request, before its credentials are checked. */
function findError(
  { headers, validationError }: FastifyRequest,
  form: Form,
): [TokenErrorCode, ProblemDescription] | undefined {
  if (authenticatesTwice(headers.authorization, form)) {
    return invalid(say("credentials-twice"));
  }
  if (validationError) {
    const { validation, validationContext } = validationError;
    const detail = validationContext === "body" ? say("token-form") : say("token-query");
    return invalid(detail, validationErrorsOf(validation, validationContext));
  }
  if (form.grant_type === undefined) {
    return invalid(say("grant-missing"), [{ pointer: "/grant_type", detail: say("missing") }]);
  }
  if (form.grant_type === "client_credentials") return undefined;
  const detail = say("must-be-client-credentials");
  const [, error] = invalid(say("grant-wrong"), [{ pointer: "/grant_type", detail }]);
  return ["unsupported_grant_type", error];
}

function invalid(
  detail: string,
  validationErrors: readonly ValidationError[] = [],
): [TokenErrorCode, ProblemDescription] {
  return ["invalid_request", { code: "invalid-request", detail, validationErrors }];
}
