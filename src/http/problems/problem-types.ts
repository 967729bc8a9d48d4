// The status, title and meaning of every error code. An error code without an entry does not compile.
import type { ErrorCode } from "../../domain/error-codes.ts";

interface ProblemType {
  readonly status: number;
  readonly title: string;
  /** When the service responds with it, for its web page and the OpenAPI document. */
  readonly meaning: string;
  /** What the caller can do. */
  readonly remedy: string;
}

export const problemTypes = {
  "invalid-request": {
    status: 400,
    title: "Invalid request",
    meaning: "The request is invalid. `errors` lists all its validation errors.",
    remedy: "Correct them and send the request again.",
  },
  "password-rejected": {
    status: 400,
    title: "Password rejected",
    meaning: "The password is not accepted, for the reasons in `errors`.",
    remedy: "Choose another password; the link can still be used.",
  },
  unauthorized: {
    status: 401,
    title: "Not authenticated",
    meaning:
      "The credential (access token, refresh token or secret) is missing, invalid or expired, or its client, portal or session has been revoked.",
    remedy:
      "Get a new token. If it is rejected too: `WWW-Authenticate` and `detail` say why when the signature of a token is valid, and the log of the operator always does.",
  },
  "wrong-email-or-password": {
    status: 401,
    title: "Wrong address or password",
    meaning: "The address or the password is wrong. The response is the same for every reason.",
    remedy: "Try again, or request a link for a new password with `requestLinks`.",
  },
  "wrong-pictures": {
    status: 401,
    title: "Wrong pictures",
    meaning:
      "The device, the pupil or the pictures are wrong. The response is the same for every reason.",
    remedy: "Try again, or log in with the password.",
  },
  forbidden: {
    status: 403,
    title: "Forbidden",
    meaning:
      "The caller is authenticated, but its role or kind of token does not allow this operation, or the teacher does not teach this group or pupil. A home session that was opened with pictures cannot change anything.",
    remedy: "Use a token with another role. Repeating the request does not help.",
  },
  "signature-invalid": {
    status: 403,
    title: "Invalid signature",
    meaning: "The signature of the request is missing, invalid or too old.",
    remedy:
      "Compare the signing key with that of the operator, and the clocks. Sign the request again.",
  },
  "not-found": {
    status: 404,
    title: "Not found",
    meaning: "There is no resource with this id or path, or it belongs to another school.",
    remedy: "List the resources again, and use the ids of the response.",
  },
  "link-unknown": {
    status: 404,
    title: "Link unknown",
    meaning:
      "The link does not exist, its address was removed from the pupil, or the pupil has left the school. For `refuseActivation` also: it is a link for a new password.",
    remedy: "Use the whole link of the mail, or request a new one with `requestLinks`.",
  },
  "device-unknown": {
    status: 404,
    title: "Device unknown",
    meaning: "The device is not registered, or its registration has expired.",
    remedy: "Register the device again after a login with a password.",
  },
  "method-not-allowed": {
    status: 405,
    title: "Method not allowed",
    meaning: "The path exists but does not support this method.",
    remedy: "Use a method of `Allow`.",
  },
  "not-acceptable": {
    status: 406,
    title: "Not acceptable",
    meaning: "`Accept` excludes every media type in which the response is available.",
    remedy:
      "Send the media type of the operation or `*/*`. Problems are sent whatever `Accept` says.",
  },
  "request-timeout": {
    status: 408,
    title: "Request timeout",
    meaning: "The complete request was not received within 30 seconds. Nothing was changed.",
    remedy: "Send it again.",
  },
  "home-login-off": {
    status: 409,
    title: "Home login is off",
    meaning: "The pupil has no home address.",
    remedy: "Set one first, with `setHomeLogin`.",
  },
  "network-environment": {
    status: 409,
    title: "School uses a network environment",
    meaning: "Pupils of this school log in at home through the network environment in `elsewhere`.",
    remedy:
      "To use this service too, a coordinator sets `homeLoginBesideNetworkEnvironment` to `true` with `updateSchool`.",
  },
  "letters-off": {
    status: 409,
    title: "Letters are off",
    meaning: "The school uses no letters: its setting `letters` is `off`.",
    remedy: "A coordinator sets `letters` to `ask` or `at-once` with `updateSchool`.",
  },
  "address-limit": {
    status: 409,
    title: "Two addresses already",
    meaning: "The pupil has two home addresses, so another one cannot be added.",
    remedy:
      "The school removes an address with `setHomeLogin`. A family whose address is one of the two requests a new link with `requestLinks`.",
  },
  "proposal-closed": {
    status: 409,
    title: "Proposal answered",
    meaning: "The proposal was accepted before and cannot be declined, or the other way round.",
    remedy: "Change the addresses of the pupil with `setHomeLogin`.",
  },
  "not-an-invitation": {
    status: 409,
    title: "Link is not an invitation",
    meaning:
      "The link is valid, but it is for a new password. The family has set a password before, so there is no invitation to decline. The link was not used.",
    remedy:
      "Set a password with the link, or ignore the mail. The school removes an address that is not of the family.",
  },
  "password-taken-by-sibling": {
    status: 409,
    title: "Password taken by a sibling",
    meaning:
      "Another pupil at this address has the same password. The password selects the pupil, so the passwords at one address must differ.",
    remedy: "Choose another password; the link can still be used.",
  },
  "pictures-off": {
    status: 409,
    title: "Pictures not available",
    meaning:
      "The main group of the pupil does not allow pictures, or the picture code is blocked after ten consecutive failures.",
    remedy: "Log in with the password, which also unblocks the picture code.",
  },
  "roster-too-small": {
    status: 409,
    title: "Roster too small",
    meaning:
      "More than half of the current pupils are absent from the roster, so it is probably incomplete. Nothing was changed.",
    remedy:
      "Send it with `dryRun=true` to see which pupils would leave. If the roster is correct, send it with `confirm=true`.",
  },
  "cursor-expired": {
    status: 410,
    title: "Cursor expired",
    meaning:
      "The cursor is older than 30 days, or the operator has restored a backup since, so changes after it may be missing.",
    remedy:
      "Call `listHomeLoginChanges` with `start=now`, then read all home logins again (`listHomeLogins`), and continue with `next` of the first response.",
  },
  "link-expired": {
    status: 410,
    title: "Link expired",
    meaning: "The link has expired.",
    remedy: "Request a new one with `requestLinks`.",
  },
  "link-refused": {
    status: 410,
    title: "Link declined",
    meaning:
      "The activation was declined, with this link or with another link of the same pupil and address.",
    remedy: "Only the school can send a new invitation.",
  },
  "link-replaced": {
    status: 410,
    title: "Link replaced",
    meaning: "The newest three links of a pupil at an address are valid, and this link is older.",
    remedy: "Use the link in the newest mail.",
  },
  "link-used": {
    status: 410,
    title: "Link used",
    meaning:
      "A password is already set, with this link or with another link of the same pupil and address.",
    remedy: "Log in. To change the password, request a new link with `requestLinks`.",
  },
  "precondition-failed": {
    status: 412,
    title: "Precondition failed",
    meaning: "The resource is no longer the version in `If-Match`. Nothing was changed.",
    remedy: "Get it again, then send the change again.",
  },
  "content-too-large": {
    status: 413,
    title: "Content too large",
    meaning:
      "The body is larger than this operation accepts. The limits are in the description of the API.",
    remedy: "Send it in parts.",
  },
  "unsupported-media-type": {
    status: 415,
    title: "Unsupported media type",
    meaning: "The operation does not accept the `Content-Type` of the body.",
    remedy: "Use one of the media types in `detail`.",
  },
  "too-many-requests": {
    status: 429,
    title: "Too many requests",
    meaning:
      "There were too many attempts for this address, link, device or client, or from this network.",
    remedy: "Wait for the number of seconds in `Retry-After`.",
  },
  "headers-too-large": {
    status: 431,
    title: "Headers too large",
    meaning: "The headers of the request are larger than 16 KiB.",
    remedy: "Send fewer or shorter headers.",
  },
  "internal-error": {
    status: 500,
    title: "Internal error",
    meaning: "The service failed. The log has the cause under the id of the request.",
    remedy: "Give the value of `X-Request-Id` to the operator.",
  },
  unavailable: {
    status: 503,
    title: "Service unavailable",
    meaning:
      "The service or its database is down or overloaded, or other large requests of this school are in progress.",
    remedy: "Try again after the number of seconds in `Retry-After`.",
  },
} as const satisfies Record<ErrorCode, ProblemType>;
