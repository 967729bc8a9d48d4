import type { Logger } from "./logger.ts";

/** A part of the process that may fail repeatedly. */
export type Part =
  | "database connection"
  | "expired invitations"
  | "link requests"
  | "mail"
  | "password encryption"
  | "readiness"
  | "reminders"
  | "retention"
  | "secret key"
  | "tombstones"
  | "webhooks";

/** Logs repeated failures, over all parts of a process and all loops of a part. */
export interface OutageLog {
  /** Counts a failure. Writes the first one of an outage, then at most one line a minute. */
  failed(part: Part, error: unknown): void;
  /** Marks parts as working. Writes one line when no part fails any more. */
  succeeded(...parts: readonly Part[]): void;
}

/** Also limits outages that end and start again within this time. */
const lineEveryMs = 60_000;

const jobFailed = "background job failed";
const firstMessages: Readonly<Record<Part, string>> = {
  "database connection": "database connection lost",
  "expired invitations": jobFailed,
  "link requests": jobFailed,
  mail: jobFailed,
  "password encryption": jobFailed,
  readiness: "not ready",
  reminders: jobFailed,
  retention: jobFailed,
  "secret key": jobFailed,
  tombstones: jobFailed,
  webhooks: jobFailed,
};

export function createOutageLog(deps: {
  readonly logger: Pick<Logger, "error" | "info">;
  /** A monotonic clock. */
  readonly nowMs: () => number;
}): OutageLog {
  const { logger, nowMs } = deps;
  const failing = new Set<Part>();
  let beganAt = 0;
  let failures = 0;
  let lastLineAt = Number.NEGATIVE_INFINITY;
  let isLogged = false;

  const secondsSinceBegin = () => Math.round((nowMs() - beganAt) / 1_000);

  return {
    failed: (part, err) => {
      if (failing.size === 0) {
        beganAt = nowMs();
        isLogged = false;
      }
      failing.add(part);
      failures += 1;
      if (nowMs() - lastLineAt < lineEveryMs) return;
      lastLineAt = nowMs();
      if (isLogged) {
        const seconds = secondsSinceBegin();
        logger.error({ parts: [...failing], failures, seconds, err }, "still failing");
      } else {
        logger.error({ part, failures, err }, firstMessages[part]);
      }
      isLogged = true;
      failures = 0;
    },
    succeeded: (...parts) => {
      if (failing.size === 0) return;
      for (const part of parts) failing.delete(part);
      if (failing.size > 0 || !isLogged) return;
      logger.info({ failures, seconds: secondsSinceBegin() }, "working again");
      failures = 0;
    },
  };
}
