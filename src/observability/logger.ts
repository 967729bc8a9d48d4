import pino, { type Logger } from "pino";

export type { Logger };

const stackLinesMax = 12;

/**
 * Writes JSON lines, delayed by at most 100 ms. Logs no value that a caller sent: PostgreSQL puts
 * rows into its error messages and the query builder puts values there, so only code and constraint
 * of their errors are logged (ASVS 16.2.5).
 */
export function createLogger(
  level: pino.LevelWithSilent,
  destination: pino.DestinationStream,
): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return pino(options, destination);
}

interface LoggedError {
  readonly type: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
  readonly stack?: readonly string[];
  readonly cause?: Pick<LoggedError, "type" | "code">;
}

function describeError(thrown: unknown): LoggedError | undefined {
  if (!(thrown instanceof Error)) return thrown === undefined ? undefined : { type: typeof thrown };
  const error = unwrap(thrown);
  const { constraint, severity } = error as Error & Record<string, unknown>;
  const isFromDatabase = severity !== undefined;
  const hasValues = isFromDatabase || isQueryError(error);
  const cause = error.cause instanceof Error ? unwrap(error.cause) : undefined;
  return {
    ...describeType(error),
    ...(typeof constraint === "string" && { constraint }),
    ...(!hasValues && { message: error.message }),
    stack: stackOf(error),
    ...(cause && { cause: describeType(cause) }),
  };
}

function describeType(error: Error): Pick<LoggedError, "type" | "code"> {
  const { code } = error as NodeJS.ErrnoException;
  return { type: error.name, ...(typeof code === "string" && { code }) };
}

/**
 * Returns the error of the database: the query builder wraps it in an error with the statement and
 * its values.
 */
function unwrap(error: Error): Error {
  return isQueryError(error) && error.cause instanceof Error ? unwrap(error.cause) : error;
}

function isQueryError(error: Error): boolean {
  return "query" in error && "params" in error;
}

/** Returns the stack without the message at its start, which could look like a stack line. */
function stackOf({ message, stack = "" }: Error): readonly string[] {
  const messageAt = stack.indexOf(message);
  return (messageAt < 0 ? stack : stack.slice(messageAt + message.length))
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .map((line) => line.trim())
    .slice(0, stackLinesMax);
}
