import pino, { type Logger } from "pino";
import type { Config } from "./config.ts";

export type { Logger };

const stackLinesMax = 12;
/** A write a line costs more than making it; what waits is written when the process ends, too. */
const batched = { sync: false, minLength: 4_096, periodicFlush: 100 } as const;

/**
 * JSON lines, a tenth of a second after what they tell at most. Of an error only what holds no value that
 * somebody sent: the database puts rows into its messages, so of its errors the code and the constraint
 * are left (ASVS 16.2.5).
 */
export function createLogger(
  level: Config["logLevel"],
  destination?: pino.DestinationStream,
): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
  };
  return pino(options, destination ?? pino.destination(batched));
}

interface LoggedError {
  readonly type: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly message?: string;
  readonly stack?: readonly string[];
}

function describeError(error: unknown): LoggedError | undefined {
  if (!(error instanceof Error)) return error === undefined ? undefined : { type: typeof error };
  const { name: type, stack = "" } = error;
  const { code, constraint, severity } = error as Error & Record<string, unknown>;
  const isFromDatabase = severity !== undefined;
  return {
    type,
    ...(typeof code === "string" && { code }),
    ...(typeof constraint === "string" && { constraint }),
    ...(!isFromDatabase && { message: error.message }),
    stack: stack
      .split("\n")
      .filter((line) => line.startsWith("    at "))
      .map((line) => line.trim())
      .slice(0, stackLinesMax),
  };
}
