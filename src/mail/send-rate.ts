export interface SendRate {
  /** Returns how many mails may start now; infinite while no limit is known. */
  allowance(): number;
  /** A mail starts. */
  start(): void;
  accept(): void;
  /** The server rejected a mail because of the rate; the next `accept` shows what the rate is. */
  exceed(): void;
  /** No mail is due, so the accepted number shows the supply and not the limit of the server. */
  idle(): void;
}

/** Mails of one poll may start together. */
const burstMs = 1_000;
/** Long enough to measure a limit per minute. */
const windowMs = 120_000;
/** Fewer accepted mails give no reliable rate. */
const acceptedMin = 5;
/** Slower than any relay; bounds the effect of one wrong measurement. */
const intervalMaxMs = 10_000;
const intervalMinMs = 10;
const safety = 1.05;
/** The interval shrinks by this factor each minute, so that a lifted limit is noticed. */
const decayPerMinute = 0.8;

/**
 * Learns how many mails a server accepts in a period, and spreads mails over time (GCRA, a token
 * bucket without a timer). Without a rejection there is no limit.
 */
export function createSendRate({ nowMs }: { readonly nowMs: () => number }): SendRate {
  let intervalMs = 0;
  let intervalAt = 0;
  let nextStartAt = Number.NEGATIVE_INFINITY;
  let windowStartAt = nowMs();
  let accepted = 0;
  let isExceeded = false;

  function interval(): number {
    const now = nowMs();
    if (intervalMs === 0) {
      intervalAt = now;
      return 0;
    }
    intervalMs *= decayPerMinute ** ((now - intervalAt) / 60_000);
    intervalAt = now;
    if (intervalMs < intervalMinMs) intervalMs = 0;
    return intervalMs;
  }

  function openWindow(): void {
    windowStartAt = nowMs();
    accepted = 0;
  }

  const earliestStart = () => Math.max(nextStartAt, nowMs() - burstMs);

  return {
    allowance: () => {
      const ms = interval();
      if (ms === 0) return Number.POSITIVE_INFINITY;
      return Math.max(0, Math.floor((nowMs() - earliestStart()) / ms) + 1);
    },
    start: () => {
      if (!isExceeded && nowMs() - windowStartAt > windowMs) openWindow();
      nextStartAt = earliestStart() + interval();
    },
    accept: () => {
      accepted += 1;
      if (!isExceeded) return;
      isExceeded = false;
      if (accepted >= acceptedMin) {
        const measuredMs = ((nowMs() - windowStartAt) / accepted) * safety;
        intervalMs = Math.min(intervalMaxMs, Math.max(interval(), measuredMs));
      }
      openWindow();
    },
    exceed: () => {
      isExceeded = true;
    },
    idle: () => {
      if (!isExceeded) openWindow();
    },
  };
}
