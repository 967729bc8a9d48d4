// Errors of the token endpoint: the members of RFC 6749 §5.2 beside those of a problem (RFC 9457), so that
// an OAuth library and an API client can both read them.
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ProblemDescription } from "../../domain/errors.ts";
import { localeOf, setLocale } from "../plugins/locale.ts";
import type { tokenErrors } from "../schemas/tokens.ts";
import { inDutch, problemMediaType, problemOf } from "./problem.ts";

const json = "application/json";
export const tokenErrorTypes = [json, problemMediaType] as const;

/**
 * Sends an error as JSON, as RFC 6749 §5.2 requires, or as a problem to a caller whose `Accept` names
 * `application/problem+json`. The body is the same.
 */
export function sendTokenError(
  request: FastifyRequest,
  reply: FastifyReply,
  code: (typeof tokenErrors)[number],
  error: ProblemDescription,
  publicUrl: string,
): FastifyReply {
  const [path = ""] = request.url.split("?", 1);
  const dutch = localeOf(request) === "nl" ? inDutch(error) : undefined;
  const problem = problemOf(dutch ?? error, path, publicUrl);
  setLocale(reply, dutch ? "nl" : "en");
  const accepted = [request.accepts().types()].flat();
  return reply
    .code(problem.status)
    .type(accepted.includes(problemMediaType) ? problemMediaType : json)
    .serializer(JSON.stringify)
    .send({ error: code, error_description: problem.detail, ...problem });
}
