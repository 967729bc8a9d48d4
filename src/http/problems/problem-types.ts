// The status, title and meaning of every error code. An error code without an entry does not compile.
import type { ErrorCode } from "../../domain/error-codes.ts";

interface ProblemType {
  readonly status: number;
  readonly title: string;
  /** When the service responds with it and what the caller can do, for its web page and the OpenAPI document. */
  readonly meaning: string;
}

export const problemTypes = {
  "invalid-request": {
    status: 400,
    title: "Invalid request",
    meaning:
      "The request is invalid. `errors` lists the validation errors; correct them and send the request again.",
  },
  "password-rejected": {
    status: 400,
    title: "Password rejected",
    meaning:
      "The password is not accepted, for the reasons in `errors`. The link is not used up; choose another password.",
  },
  unauthorized: {
    status: 401,
    title: "Not authenticated",
    meaning:
      "The access token is missing, invalid or expired, or its client, portal or session has been revoked.",
  },
  "wrong-email-or-password": {
    status: 401,
    title: "Wrong address or password",
    meaning: "The address or the password is wrong. The response is the same for every reason.",
  },
  "wrong-pictures": {
    status: 401,
    title: "Wrong pictures",
    meaning:
      "The device, the pupil or the pictures are wrong. The response is the same for every reason.",
  },
  forbidden: {
    status: 403,
    title: "Forbidden",
    meaning:
      "The caller is authenticated but has no permission for this operation. A teacher has access to its own groups only.",
  },
  "signature-invalid": {
    status: 403,
    title: "Invalid signature",
    meaning: "The signature of the request is missing, invalid or too old.",
  },
  "not-found": {
    status: 404,
    title: "Not found",
    meaning: "The resource does not exist, or the caller may not know that it exists.",
  },
  "link-unknown": {
    status: 404,
    title: "Link unknown",
    meaning: "The link is not valid, or its address has been removed from the pupil.",
  },
  "device-unknown": {
    status: 404,
    title: "Device unknown",
    meaning:
      "The device is not registered, or its registration has expired. It can be registered after a login with the password.",
  },
  "method-not-allowed": {
    status: 405,
    title: "Method not allowed",
    meaning:
      "The path exists but does not support this method; `Allow` lists the supported methods.",
  },
  "not-acceptable": {
    status: 406,
    title: "Not acceptable",
    meaning: "`Accept` excludes every media type in which the response is available.",
  },
  "request-timeout": {
    status: 408,
    title: "Request timeout",
    meaning: "The complete request was not received in time; send it again.",
  },
  "home-login-off": {
    status: 409,
    title: "Home login is off",
    meaning: "The pupil has no home address; set one first.",
  },
  "network-environment": {
    status: 409,
    title: "School uses a network environment",
    meaning:
      "Pupils of this school log in at home through the network environment in `elsewhere`. A coordinator can set that the school also uses this service.",
  },
  "password-taken-by-sibling": {
    status: 409,
    title: "Password taken by a sibling",
    meaning:
      "Another pupil at this address has the same password, and the password identifies the pupil. Choose another password; the link is not used up.",
  },
  "pictures-off": {
    status: 409,
    title: "Pictures not available",
    meaning:
      "The group of the pupil does not use pictures, or too many attempts with wrong pictures have failed. In the second case a login with the password unblocks the pictures.",
  },
  "roster-too-small": {
    status: 409,
    title: "Roster too small",
    meaning:
      "More than half of the pupils would leave, so the roster is probably incomplete. Send it with `dryRun=true` to see which pupils would leave. If the roster is correct, send it with `confirm=true`.",
  },
  "link-expired": {
    status: 410,
    title: "Link expired",
    meaning: "The link has expired. Request a new one with `requestLinks`.",
  },
  "link-refused": {
    status: 410,
    title: "Link declined",
    meaning:
      "The activation was declined with this link. Only the school can send a new invitation.",
  },
  "link-replaced": {
    status: 410,
    title: "Link replaced",
    meaning:
      "Three newer links were mailed to this address for this pupil; use the link in the newest mail.",
  },
  "link-used": {
    status: 410,
    title: "Link used",
    meaning:
      "A password is already set, with this link or with another link of the same pupil and address. To change the password, request a new link with `requestLinks`.",
  },
  "precondition-failed": {
    status: 412,
    title: "Precondition failed",
    meaning:
      "The resource has changed since the version in `If-Match`; get it again and repeat the change.",
  },
  "content-too-large": {
    status: 413,
    title: "Content too large",
    meaning: "The body is larger than this operation accepts.",
  },
  "unsupported-media-type": {
    status: 415,
    title: "Unsupported media type",
    meaning: "The operation does not accept the `Content-Type` of the body.",
  },
  "too-many-requests": {
    status: 429,
    title: "Too many requests",
    meaning: "There were too many attempts. Wait for the number of seconds in `Retry-After`.",
  },
  "headers-too-large": {
    status: 431,
    title: "Headers too large",
    meaning: "The headers of the request are larger than 16 KiB.",
  },
  "internal-error": {
    status: 500,
    title: "Internal error",
    meaning: "The service failed. The operator can find the cause in the log by `X-Request-Id`.",
  },
  unavailable: {
    status: 503,
    title: "Service unavailable",
    meaning:
      "The service or its database is down or overloaded. Try again after the number of seconds in `Retry-After`.",
  },
} as const satisfies Record<ErrorCode, ProblemType>;
