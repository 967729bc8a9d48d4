import type { Refusal } from "./delivery-outcome.ts";
import type { RelayReport } from "./relay.ts";

const lineEveryMs = 60_000;

/**
 * Logs that the mail server rejects this service, at most once a minute, and each pause of the
 * outbox.
 */
export function createRelayLog(deps: {
  readonly logger: {
    info(message: string): void;
    warn(fields: object, message: string): void;
  };
  /** A monotonic clock. */
  readonly nowMs: () => number;
}): RelayReport {
  const { logger, nowMs } = deps;
  let lastLineAt = Number.NEGATIVE_INFINITY;
  let refusals = 0;

  return {
    refused: (refusal) => {
      refusals += 1;
      if (nowMs() - lastLineAt < lineEveryMs) return;
      lastLineAt = nowMs();
      logger.warn({ ...describe(refusal), refusals }, "mail deferred: the mail server refuses it");
      refusals = 0;
    },
    paused: (refusal) =>
      logger.warn(describe(refusal), "outbox paused: the mail server refuses every mail"),
    resumed: () => logger.info("outbox resumed"),
  };
}

/**
 * The text of a server may contain anything, so it is not logged; without a code the text is from
 * this process.
 */
function describe({ code, status, answer }: Refusal) {
  return { code, status, ...(code === undefined && { cause: answer }) };
}
