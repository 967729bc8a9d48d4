// What each refusal looks like from outside: RFC 9457, one table for all codes.
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import {
  type ErrorCode,
  type Fault,
  invalidRequest,
  notFound,
  type Refusal,
  ServiceError,
} from "../domain/errors.ts";
import { faultsOf } from "./faults.ts";

interface ProblemType {
  readonly status: number;
  readonly title: string;
  /** When this is the answer and what to do then; on the page of the type and in the OpenAPI document. */
  readonly meaning: string;
}

export const problemTypes = {
  "invalid-request": {
    status: 400,
    title: "Invalid request",
    meaning: "The request has faults. All of them stand in `errors`; mend them and send it again.",
  },
  "password-rejected": {
    status: 400,
    title: "Password rejected",
    meaning: "The password cannot be used, for the reasons in `errors`. The link is not used up.",
  },
  unauthorized: {
    status: 401,
    title: "Not authenticated",
    meaning: "There is no valid access token, or what stands behind it has been withdrawn.",
  },
  "wrong-email-or-password": {
    status: 401,
    title: "Wrong address or password",
    meaning: "Address and password do not go together. The answer is the same for every reason.",
  },
  "wrong-pictures": {
    status: 401,
    title: "Wrong pictures",
    meaning:
      "Device, child and pictures do not go together. The answer is the same for every reason.",
  },
  forbidden: {
    status: 403,
    title: "Not allowed",
    meaning: "The caller is known and may not do this: a teacher works with its own groups.",
  },
  "signature-invalid": {
    status: 403,
    title: "Signature not valid",
    meaning: "What came is not signed by who may send it, or was signed too long ago.",
  },
  "not-found": {
    status: 404,
    title: "Not found",
    meaning: "There is nothing here, or nothing that the caller may know of.",
  },
  "link-unknown": {
    status: 404,
    title: "Link unknown",
    meaning: "The link is not one of ours, or the address that it was for has been removed.",
  },
  "device-unknown": {
    status: 404,
    title: "Device unknown",
    meaning:
      "The device is not remembered, or not any more. It can be again after a login with the password.",
  },
  "method-not-allowed": {
    status: 405,
    title: "Method not allowed",
    meaning: "The path is there and does not know this method; `Allow` lists those that it knows.",
  },
  "not-acceptable": {
    status: 406,
    title: "Not acceptable",
    meaning: "`Accept` leaves out every form in which the answer can be given.",
  },
  "request-timeout": {
    status: 408,
    title: "Request timeout",
    meaning: "The request did not arrive in time.",
  },
  "home-login-off": {
    status: 409,
    title: "Home login is off",
    meaning: "The pupil has no home address yet; set one first.",
  },
  "network-environment": {
    status: 409,
    title: "Logs in through a network environment",
    meaning:
      "Pupils of this school log in at home through the environment named in `detail`, unless the coordinator has said that the school also uses home login here.",
  },
  "password-taken-by-sibling": {
    status: 409,
    title: "Password taken by a sibling",
    meaning:
      "Another child on this address has this password, and the password tells the children apart. Choose another one; the link is not used up.",
  },
  "pictures-off": {
    status: 409,
    title: "No pictures here",
    meaning:
      "The child's group logs in with passwords, or its pictures were wrong too often. After a login with the password they are good again.",
  },
  "roster-too-small": {
    status: 409,
    title: "Roster too small",
    meaning:
      "More than half of the pupils would leave, which is likelier half a file than half a school. Look with `dryRun=true` who would; when it is right, send it again with `confirm=true`.",
  },
  "link-expired": {
    status: 410,
    title: "Link expired",
    meaning: "The link was not used in time. A new one is one request for links away.",
  },
  "link-refused": {
    status: 410,
    title: "Link refused",
    meaning:
      "Somebody said with this link that the child is not theirs. Only the school sends a new one.",
  },
  "link-replaced": {
    status: 410,
    title: "Link replaced",
    meaning: "A newer mail holds a newer link.",
  },
  "link-used": {
    status: 410,
    title: "Link used",
    meaning: "With this link a password was made already. A new one is one request for links away.",
  },
  "precondition-failed": {
    status: 412,
    title: "Precondition failed",
    meaning: "What was asked to be changed is not what `If-Match` says; read it again.",
  },
  "content-too-large": {
    status: 413,
    title: "Content too large",
    meaning: "The body is larger than this operation takes.",
  },
  "unsupported-media-type": {
    status: 415,
    title: "Unsupported media type",
    meaning: "The body is not in a form that this operation takes.",
  },
  "too-many-requests": {
    status: 429,
    title: "Too many requests",
    meaning: "There were too many tries; `Retry-After` says how many seconds to wait.",
  },
  "headers-too-large": {
    status: 431,
    title: "Headers too large",
    meaning: "The header of the request is larger than 16 KiB.",
  },
  "internal-error": {
    status: 500,
    title: "Internal error",
    meaning: "Something failed here. The operator finds it in the log under `X-Request-Id`.",
  },
  unavailable: {
    status: 503,
    title: "Unavailable for a moment",
    meaning:
      "The service or its database is away or too busy; try again after `Retry-After` seconds.",
  },
} as const satisfies Record<ErrorCode, ProblemType>;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly Fault[];
}

export const problemMediaType = "application/problem+json";

const realm = 'Bearer realm="thuisinlog"';
/** Of a roster with a fault in each line, nobody reads more. */
const faultsMax = 100;

/** The problem of a refusal; `instance` is the path that was asked, since no path holds a secret. */
export function problemOf(error: Refusal, path: string, publicUrl: string): Problem {
  const { status, title } = problemTypes[error.code];
  return {
    type: `${publicUrl}/problems/${error.code}`,
    title,
    status,
    detail: error.detail,
    instance: path,
    ...(error.elsewhere && { elsewhere: error.elsewhere }),
    ...(error.faults.length > 0 && { errors: error.faults.slice(0, faultsMax) }),
  };
}

/** Puts on the headers that belong to the status of a refusal (RFC 6750 §3, RFC 9110 §10.2.3). */
export function addRefusalHeaders(
  request: FastifyRequest,
  reply: FastifyReply,
  { code, retryAfterSeconds }: ServiceError,
): void {
  if (retryAfterSeconds !== undefined) reply.header("Retry-After", retryAfterSeconds);
  if (problemTypes[code].status === 401 && !reply.hasHeader("WWW-Authenticate")) {
    // Who came without a token, or with another scheme, gets no error code (RFC 6750 §3.1); nor does
    // who brought one to a route that reads none.
    const readsToken = (request.routeOptions.schema?.security ?? []).length > 0;
    const isBearer = /^Bearer\s/i.test(request.headers.authorization ?? "");
    const isRefused = code === "unauthorized" && readsToken && isBearer;
    reply.header("WWW-Authenticate", isRefused ? `${realm}, error="invalid_token"` : realm);
  }
}

/** Answers with a refusal in the form of a problem. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: ServiceError,
  publicUrl: string,
): FastifyReply {
  const [path = ""] = request.url.split("?", 1);
  const problem = problemOf(error, path, publicUrl);
  addRefusalHeaders(request, reply, error);
  return reply.code(problem.status).type(problemMediaType).serializer(JSON.stringify).send(problem);
}

/** Whatever was thrown, as one of the refusals that there are; what nobody foresaw is an internal error. */
export function refusalOf(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const { validation, validationContext, statusCode, code } = error as Partial<FastifyError>;
  // An id that cannot exist is as unknown as one that does not.
  if (validation && validationContext === "params") return notFound();
  if (validation) return invalidRequest(faultsOf(validation, validationContext));
  if (code === "FST_ERR_CTP_EMPTY_JSON_BODY") return malformed("is empty");
  if (code === "FST_ERR_BAD_URL") return malformed("is asked of a path that is none");
  switch (statusCode) {
    case 400:
      return malformed("is not what its Content-Type says");
    case 404:
    case 414:
      return notFound();
    case 413:
      return new ServiceError("content-too-large", "The body is too large for this operation.");
    case 415:
      return new ServiceError(
        "unsupported-media-type",
        "This operation does not take such a body.",
      );
    default:
      return new ServiceError(
        "internal-error",
        "Something went wrong here; it has been written down.",
        {
          cause: error,
        },
      );
  }
}

function malformed(detail: string): ServiceError {
  return invalidRequest([{ pointer: "", detail }]);
}
