export interface ConcurrencyLimit {
  /** Returns how many more deliveries may start now. */
  room(): number;
  /** Counts a delivery as in flight until it ends; never delays it. */
  track<Result>(deliver: () => Promise<Result>): Promise<Result>;
}

/** Maximum wait of a single mail behind others; less than the poll interval. */
const waitMaxMs = 500;

/**
 * Adaptive concurrency limit between `least` and `most`: one more after a fast delivery, one fewer
 * after a slow one. A fast mail server never waits for the database. Before a slow one no queue
 * grows in which a single mail would wait behind bulk mail.
 */
export function createConcurrencyLimit(deps: {
  readonly least: number;
  readonly most: number;
  /** A monotonic clock. */
  readonly nowMs: () => number;
}): ConcurrencyLimit {
  const { least, most, nowMs } = deps;
  let limit = least;
  let inFlight = 0;

  return {
    room: () => Math.max(0, limit - inFlight),
    track: async (deliver) => {
      inFlight += 1;
      const startedAt = nowMs();
      try {
        return await deliver();
      } finally {
        inFlight -= 1;
        const isFast = nowMs() - startedAt <= waitMaxMs;
        limit = Math.min(most, Math.max(least, limit + (isFast ? 1 : -1)));
      }
    },
  };
}
