import { type SecurityEvent, securityEventOfCode } from "./security-event.ts";

/** Every reason for which the service refuses something, and nothing else. */
export const errorCodes = [
  "invalid-request",
  "unauthorized",
  "forbidden",
  "signature-invalid",
  "not-found",
  "method-not-allowed",
  "not-acceptable",
  "request-timeout",
  "precondition-failed",
  "content-too-large",
  "unsupported-media-type",
  "headers-too-large",
  "too-many-requests",
  "internal-error",
  "unavailable",
  "network-environment",
  "home-login-off",
  "roster-too-small",
  "link-unknown",
  "link-expired",
  "link-used",
  "link-replaced",
  "link-refused",
  "password-rejected",
  "password-taken-by-sibling",
  "wrong-email-or-password",
  "wrong-pictures",
  "pictures-off",
  "device-unknown",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** One fault in the input. */
export interface ValidationError {
  /** A JSON Pointer into the body (RFC 6901), a path of XML elements, or the name of a parameter. */
  readonly pointer: string;
  readonly detail: string;
  /** The same in one word of a closed list, for who says it in another language. */
  readonly reason?: string;
  /** Of the file, from 1, where it is one that has lines. */
  readonly line?: number;
}

/** What does it instead of this service, and where that is, if somebody has said so. */
export interface Elsewhere {
  readonly name: string;
  readonly url: string | null;
}

interface ErrorOptions {
  /** All faults of the input, never only the first. */
  readonly validationErrors?: readonly ValidationError[];
  /** Where it is done instead. */
  readonly elsewhere?: Elsewhere;
  /** After how many seconds the caller may try again. */
  readonly retryAfterSeconds?: number;
  /** What it was to a security officer, where that is more than the code tells; for the log alone. */
  readonly event?: SecurityEvent;
  /** What really happened; goes to the log and to nobody else. */
  readonly cause?: unknown;
}

/**
 * A refusal. `detail` is what the caller reads, so it holds no address, name, token or internal
 * word; `cause` is what the operator reads.
 */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly validationErrors: readonly ValidationError[];
  readonly elsewhere: Elsewhere | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly event: SecurityEvent | null;

  constructor(code: ErrorCode, detail: string, options: ErrorOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = "ServiceError";
    this.code = code;
    this.detail = detail;
    this.validationErrors = options.validationErrors ?? [];
    this.elsewhere = options.elsewhere;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.event = options.event ?? securityEventOfCode[code];
  }
}

/** What a caller is told of a refusal, of a whole request or of a part of it. */
export type ProblemDescription = Pick<ServiceError, "code" | "detail" | "validationErrors"> &
  Partial<Pick<ServiceError, "elsewhere">>;

/** The one answer for an unknown and for a foreign id, so that neither shows which it was. */
export function notFound(): ServiceError {
  return new ServiceError("not-found", "There is nothing here under this id.");
}

export function invalidRequest(validationErrors: readonly ValidationError[]): ServiceError {
  return new ServiceError("invalid-request", "The request has faults; see errors.", {
    validationErrors,
  });
}
