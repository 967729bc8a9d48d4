import pg from "pg";
import { ServiceError } from "../domain/errors.ts";
import { say } from "../domain/messages/messages.ts";

/** How soon a caller may try again while the database is unavailable. */
const retryAfterSeconds = 5;

/** Errors by the name of the violated constraint. */
const errorsOfConstraints: Readonly<Record<string, () => ServiceError>> = {
  home_addresses_slot_key: () => new ServiceError("precondition-failed", say("addresses-changed")),
};

const serializationFailure = "40001";
const deadlockDetected = "40P01";
const foreignKeyViolation = "23503";
const uniqueViolation = "23505";

/** Whether the same work can succeed when it simply runs again. */
export function isRetryable(error: unknown): boolean {
  const cause = databaseErrorOf(error);
  if (!cause) return false;
  if (cause.code === serializationFailure || cause.code === deadlockDetected) return true;
  // A concurrent transaction wrote first, so the rows that were read are outdated.
  return cause.code === uniqueViolation || cause.code === foreignKeyViolation;
}

/** Maps the error of a statement to a ServiceError; returns the error itself when its cause is internal. */
export function toServiceError(error: unknown): unknown {
  if (error instanceof ServiceError) return error;
  if (isUnavailable(error)) {
    return new ServiceError("unavailable", say("database-unavailable"), {
      retryAfterSeconds,
      cause: causeOf(error),
    });
  }
  if (isRoleDenied(error)) return new Error(roleDeniedMessage);
  const constraint = databaseErrorOf(error)?.constraint;
  return (constraint && errorsOfConstraints[constraint]?.()) || causeOf(error);
}

/** The query builder puts the statement and its values into the message; they must not be logged. */
export function causeOf(error: unknown): unknown {
  return error instanceof Error && error.name !== "AggregateError" && error.cause instanceof Error
    ? error.cause
    : error;
}

function databaseErrorOf(error: unknown): pg.DatabaseError | undefined {
  const cause = causeOf(error);
  return cause instanceof pg.DatabaseError ? cause : undefined;
}

const readOnlyTransaction = "25006";
const insufficientPrivilege = "42501";

/** Whether this server takes no writes: a standby, or a primary that was made read-only. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === readOnlyTransaction;
}

/** The server behind the connection is read-only, though no statement has failed because of it. */
export class ReadOnlyServerError extends Error {
  readonly code = readOnlyTransaction;

  constructor() {
    super("The database is read-only.");
  }
}

/** No connection could be opened, for whatever reason: with a full disk PostgreSQL calls it an internal error. */
export class NoConnectionError extends Error {
  constructor(cause: unknown) {
    super("No connection to the database could be opened.", { cause });
  }
}

const abortedTransaction = "25P02";

/** Whether a statement failed only because an earlier one of its transaction had failed. */
export function isAfterFailure(error: unknown): boolean {
  return databaseErrorOf(error)?.code === abortedTransaction;
}

const duplicatePreparedStatement = "42P05";
const unknownPreparedStatement = "26000";

/** Whether a pooler gave the connection another server than the one that prepared its statements. */
export function isPreparedElsewhere(error: unknown): boolean {
  const code = databaseErrorOf(error)?.code;
  return code === duplicatePreparedStatement || code === unknownPreparedStatement;
}

const roleDeniedMessage =
  "The login of DATABASE_URL may not use the role thuisinlog_service. Run `cli database migrate` as the owner, which creates the role, and then as the owner: grant thuisinlog_service to <login>;";

function isRoleDenied(error: unknown): boolean {
  const cause = databaseErrorOf(error);
  return cause?.code === insufficientPrivilege && cause.message.includes('"thuisinlog_service"');
}

// Connection exceptions (08), a server that is read-only (25006), too few resources, such as connections
// or disk (53), a wait for a lock or for the end of a statement that was too long (55P03, 57014), operator
// intervention such as a shutdown (57P), a disk that fails (58030), and the errors of the socket.
const unavailablePattern = /^(?:08...|25006|53...|55P03|57014|57P0.|58030)$/;
const unavailableSocketCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
const unavailableMessages =
  /Connection terminated|timeout exceeded when trying to connect|connection timeout|Query read timeout|not queryable|Client was closed/i;

/** Whether the database is unavailable, so that the same work may succeed later. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof NoConnectionError) return true;
  const cause = causeOf(error);
  if (!(cause instanceof Error)) return false;
  const code = codeOf(cause);
  if (cause instanceof pg.DatabaseError) return unavailablePattern.test(code ?? "");
  if (cause instanceof ReadOnlyServerError) return true;
  return (
    (code !== undefined && unavailableSocketCodes.has(code)) ||
    unavailableMessages.test(cause.message)
  );
}

function codeOf(error: unknown): string | undefined {
  return (causeOf(error) as NodeJS.ErrnoException | undefined)?.code;
}
