import { addSeconds } from "../domain/clock.ts";

/**
 * Length of a lease by the number of claims without an answer. The first one is short, so that mail goes on
 * soon after a process was killed; it is renewed during the delivery. The others grow: when nobody can
 * record what became of a mail, its family does not get it every two minutes.
 */
const leaseSeconds = [30, ...[2, 4, 8, 16, 32, 64, 128, 240, 240].map((minutes) => minutes * 60)];

/** A mail with more claims is given up. */
export const unansweredClaimsMax = leaseSeconds.length;

/** A lease is renewed when less than this is left of it. */
export const renewBeforeSeconds = 20;

export function leaseEnds(now: Date): Date[] {
  return leaseSeconds.map((seconds) => addSeconds(now, seconds));
}

/** End of a lease that starts now, for a mail with so many claims without an answer. */
export function leaseEnd(now: Date, unansweredClaims: number): Date {
  const index = Math.min(unansweredClaims, unansweredClaimsMax) - 1;
  return addSeconds(now, leaseSeconds[index] ?? 0);
}
