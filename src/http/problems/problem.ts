// Problem responses (RFC 9457).
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import type { ErrorCode } from "../../domain/error-codes.ts";
import {
  invalidRequest,
  notFound,
  type ProblemDescription,
  ServiceError,
  type ValidationError,
  validationErrorsMax,
} from "../../domain/errors.ts";
import { say, translationOf } from "../../domain/messages/messages.ts";
import { localeOf, setLocale } from "../plugins/locale.ts";
import { inOrderOf } from "./error-order.ts";
import { problemTypes } from "./problem-types.ts";
import { dutchTitles } from "./titles.ts";
import { validationErrorsOf } from "./validation-errors.ts";

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly ValidationError[];
}

export const problemMediaType = "application/problem+json";

const realm = 'Bearer realm="thuisinlog"';
/** Error codes of the framework's errors, by status. */
const frameworkCodes: Readonly<Record<number, ErrorCode>> = {
  401: "unauthorized",
  403: "forbidden",
  405: "method-not-allowed",
  406: "not-acceptable",
  408: "request-timeout",
  412: "precondition-failed",
  429: "too-many-requests",
  431: "headers-too-large",
};

/**
 * Returns the problem of an error; `instance` is the requested path, because no path contains a
 * secret.
 */
export function problemOf(described: ProblemDescription, path: string, publicUrl: string): Problem {
  const { title, ...error } = { title: problemTypes[described.code].title, ...described };
  const { status } = problemTypes[error.code];
  return {
    type: `${publicUrl}/problems/${error.code}`,
    title,
    status,
    detail: error.detail,
    instance: path,
    ...(error.elsewhere && { elsewhere: error.elsewhere }),
    ...(error.validationErrors.length > 0 && {
      errors: error.validationErrors.slice(0, validationErrorsMax),
    }),
  };
}

/** Returns a problem in Dutch; `undefined` when one of its texts has no translation. */
export function inDutch(
  error: ProblemDescription,
): (ProblemDescription & { readonly title: string }) | undefined {
  const { code, elsewhere } = error;
  const title = dutchTitles[code];
  const detail = translationOf(error.detail, "nl");
  const validationErrors = error.validationErrors.flatMap((one) => {
    const detail = translationOf(one.detail, "nl");
    return detail === undefined ? [] : [{ ...one, detail }];
  });
  const isComplete = validationErrors.length === error.validationErrors.length;
  if (title === undefined || detail === undefined || !isComplete) return undefined;
  return { code, title, detail, validationErrors, ...(elsewhere && { elsewhere }) };
}

/** Adds the headers that belong to the status of a problem (RFC 6750 §3, RFC 9110 §10.2.3). */
export function addErrorHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, retryAfterSeconds, rejectedToken }: ServiceError,
): void {
  if (retryAfterSeconds !== undefined) reply.header("Retry-After", retryAfterSeconds);
  if (problemTypes[code].status === 401 && !reply.hasHeader("WWW-Authenticate")) {
    // No error code for a caller without a token or with another scheme (RFC 6750 §3.1), nor on a
    // route that reads no token.
    const readsToken = (request.routeOptions.schema?.security ?? []).length > 0;
    const isBearer = /^Bearer\s/i.test(request.headers.authorization ?? "");
    const isRefused = code === "unauthorized" && readsToken && isBearer;
    const challenge = rejectedToken?.isSigned
      ? `${realm}, error="invalid_token", error_description="${rejectedToken.reason}"`
      : `${realm}, error="invalid_token"`;
    reply.header("WWW-Authenticate", isRefused ? challenge : realm);
  }
}

/** Sends an error as a problem. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: ServiceError,
  publicUrl: string,
): FastifyReply {
  const [path = ""] = request.url.split("?", 1);
  const dutch = localeOf(request) === "nl" ? inDutch(error) : undefined;
  const described = dutch ?? error;
  const validationErrors = inOrderOf(request.body, described.validationErrors);
  const problem = problemOf({ ...described, validationErrors }, path, publicUrl);
  addErrorHeaders(request, reply, error);
  setLocale(reply, dutch ? "nl" : "en");
  return reply.code(problem.status).type(problemMediaType).serializer(JSON.stringify).send(problem);
}

/** Converts any thrown value to a `ServiceError`; an unexpected one becomes an internal error. */
export function serviceErrorOf(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const { validation, validationContext, statusCode, code } = error as Partial<FastifyError>;
  // An invalid id gets the answer of an unknown one.
  if (validation && validationContext === "params") return notFound();
  if (validation) return invalidRequest(validationErrorsOf(validation, validationContext));
  if (code === "FST_ERR_CTP_EMPTY_JSON_BODY") return malformed(say("email-empty"));
  if (code === "FST_ERR_BAD_URL") return malformed(say("path-invalid"));
  switch (statusCode) {
    case 400:
      return malformed(say("content-mismatched"));
    case 404:
    case 414:
      return notFound();
    case 413:
      return new ServiceError("content-too-large", say("body-over-limit"));
    case 415:
      return new ServiceError("unsupported-media-type", say("content-type-unsupported"));
    default:
      return clientErrorOf(statusCode) ?? internalError(error);
  }
}

/**
 * Converts another 4xx of the framework or a plugin, keeping its status if a problem type has it.
 */
function clientErrorOf(status: number | undefined): ServiceError | undefined {
  if (status === undefined || status < 400 || status > 499) return undefined;
  const code = frameworkCodes[status];
  return code === undefined
    ? malformed(say("request-unprocessable"))
    : new ServiceError(code, say("request-rejected"));
}

function internalError(cause: unknown): ServiceError {
  const detail = say("internal-error");
  return new ServiceError("internal-error", detail, { cause });
}

function malformed(detail: string): ServiceError {
  return invalidRequest([{ pointer: "", detail }]);
}
