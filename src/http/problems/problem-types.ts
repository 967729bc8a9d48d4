// What each refusal is to who calls, one table for all codes: a code without an answer does not compile.
import type { ErrorCode } from "../../domain/errors.ts";

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
    meaning:
      "Three newer links were mailed to this address for this child; use the link in the newest mail.",
  },
  "link-used": {
    status: 410,
    title: "Link used",
    meaning:
      "A password was made already, with this link or with another one of the same child and address. A new one is one request for links away.",
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
