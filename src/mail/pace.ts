export interface Pace {
  /** How many more mails may be taken now. */
  room(): number;
  /** Counts a delivery for as long as it takes; it never holds up one. */
  keep<Result>(deliver: () => Promise<Result>): Promise<Result>;
}

/** So long a single mail may stand behind others: less than it waits anyway until somebody looks for it. */
const waitMaxMs = 500;

/**
 * How many mails are under way: as many as leave within a moment, between `least` and `most`. One more
 * with each delivery that was quick and one less with each that was not, so a mail server that is quick
 * never waits for the database, and before one that is slow no queue grows which a single mail, that goes
 * before all mail of a bulk, would stand behind.
 */
export function createPace(deps: {
  readonly least: number;
  readonly most: number;
  /** A clock that never goes back, ms. */
  readonly nowMs: () => number;
}): Pace {
  const { least, most, nowMs } = deps;
  let underWayMax = least;
  let underWay = 0;

  return {
    room: () => Math.max(0, underWayMax - underWay),
    keep: async (deliver) => {
      underWay += 1;
      const startedAt = nowMs();
      try {
        return await deliver();
      } finally {
        underWay -= 1;
        const isQuick = nowMs() - startedAt <= waitMaxMs;
        underWayMax = Math.min(most, Math.max(least, underWayMax + (isQuick ? 1 : -1)));
      }
    },
  };
}
