import pg from "pg";
import { ServiceError } from "../domain/errors.ts";

/** How soon a caller may try again while the database is away. */
const retryAfterSeconds = 5;

/** What the name of a violated constraint means to the caller; the database is the last judge. */
const refusals: Readonly<Record<string, () => ServiceError>> = {
  home_addresses_slot_key: () =>
    new ServiceError("precondition-failed", "The addresses of this pupil were just changed."),
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
  // Somebody else wrote first: what the work has read is no longer so.
  return cause.code === uniqueViolation || cause.code === foreignKeyViolation;
}

/** The refusal that a failed statement comes to; the error itself when it is nobody's fault but ours. */
export function refusalFor(error: unknown): unknown {
  if (error instanceof ServiceError) return error;
  if (isAway(error)) {
    return new ServiceError("unavailable", "The database is away for a moment.", {
      retryAfterSeconds,
      cause: error,
    });
  }
  const constraint = databaseErrorOf(error)?.constraint;
  return (constraint && refusals[constraint]?.()) || causeOf(error);
}

/** The query builder hangs the statement with its values before the error; nobody may read those. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.name !== "AggregateError" && error.cause instanceof Error
    ? error.cause
    : error;
}

function databaseErrorOf(error: unknown): pg.DatabaseError | undefined {
  const cause = causeOf(error);
  return cause instanceof pg.DatabaseError ? cause : undefined;
}

// Connection exceptions (08), too few resources, such as connections or disk (53), a wait for a lock or
// for the end of a statement that was too long (55P03, 57014), operator intervention such as a shutdown
// (57P), and what the socket says when nobody listens.
const awayPattern = /^(?:08...|53...|55P03|57014|57P0.)$/;
const awaySocketCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);
const awayMessages =
  /Connection terminated|timeout exceeded when trying to connect|connection timeout|Query read timeout|not queryable|Client was closed/i;

function isAway(error: unknown): boolean {
  const cause = causeOf(error);
  if (!(cause instanceof Error)) return false;
  if (cause instanceof pg.DatabaseError) return awayPattern.test(cause.code ?? "");
  const code = (cause as NodeJS.ErrnoException).code;
  return (code !== undefined && awaySocketCodes.has(code)) || awayMessages.test(cause.message);
}
