import type { RejectedToken } from "./access-token.ts";
import type { ErrorCode } from "./error-codes.ts";
import { say } from "./messages/messages.ts";
import { type SecurityEvent, securityEventOfCode } from "./security-event.ts";

/** Maximum number of validation errors in a problem; validation stops there. */
export const validationErrorsMax = 100;

/** One error in the input. */
export interface ValidationError {
  /**
   * A JSON Pointer into the body (RFC 6901), a path of XML elements, or the name of a parameter.
   */
  readonly pointer: string;
  readonly detail: string;
  /** The error as a code of a closed list, for callers that translate it. */
  readonly reason?: string;
  /** Line of the file, from 1; absent for input without lines. */
  readonly line?: number;
}

/** The service that replaces this one for the school, and its URL if known. */
export interface Elsewhere {
  readonly name: string;
  readonly url: string | null;
}

interface ErrorOptions {
  /** All validation errors of the input, up to `validationErrorsMax`; not only the first. */
  readonly validationErrors?: readonly ValidationError[];
  /** The service that the school uses instead. */
  readonly elsewhere?: Elsewhere;
  /** Contact of the school for a family that has proven to belong to it; only for its web page. */
  readonly schoolContact?: string | null | undefined;
  /** Seconds after which the caller may try again. */
  readonly retryAfterSeconds?: number;
  /** A more specific security event than that of the code; only for the log. */
  readonly event?: SecurityEvent;
  /** Why an access token is rejected; public only after a valid signature. */
  readonly rejectedToken?: RejectedToken;
  /** The underlying error; only for the log. */
  readonly cause?: unknown;
}

/**
 * An error that the caller may see. `detail` is public, so it holds no address, name, token or
 * internal word; `cause` is for the operator.
 */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly validationErrors: readonly ValidationError[];
  readonly elsewhere: Elsewhere | undefined;
  readonly schoolContact: string | null;
  readonly retryAfterSeconds: number | undefined;
  readonly event: SecurityEvent | null;
  readonly rejectedToken: RejectedToken | undefined;

  constructor(code: ErrorCode, detail: string, options: ErrorOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = "ServiceError";
    this.code = code;
    this.detail = detail;
    this.validationErrors = options.validationErrors ?? [];
    this.elsewhere = options.elsewhere;
    this.schoolContact = options.schoolContact ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.event = options.event ?? securityEventOfCode[code];
    this.rejectedToken = options.rejectedToken;
  }
}

/** The public part of an error, of a whole request or of a part of it. */
export type ProblemDescription = Pick<ServiceError, "code" | "detail" | "validationErrors"> &
  Partial<Pick<ServiceError, "elsewhere">>;

/** The same answer for an unknown id and an id of another school, so that it reveals neither. */
export function notFound(): ServiceError {
  return new ServiceError("not-found", say("resource-unknown"));
}

export function unknownPath(): ServiceError {
  return new ServiceError("not-found", say("path-unknown"));
}

/** An unknown path that is known without the slash at its end. */
export function pathWithSlash(): ServiceError {
  return new ServiceError("not-found", say("path-slash"));
}

export function invalidRequest(validationErrors: readonly ValidationError[]): ServiceError {
  return new ServiceError("invalid-request", say("request-invalid"), {
    validationErrors,
  });
}

/** The precondition of a request no longer holds (RFC 9110 §13). `what` is a noun. */
export function changedMeanwhile(what: string): ServiceError {
  return new ServiceError("precondition-failed", say("resource-changed", { what }));
}
