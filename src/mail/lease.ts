import { addSeconds } from "../domain/clock.ts";

/**
 * Length of a lease by the number of claims without an outcome. The first one is short, so that
 * mail continues soon after a process was killed; it is renewed during the delivery. The others
 * grow: if no process can record the outcome, the family must not get the mail every two minutes.
 */
const leaseSeconds = [30, ...[2, 4, 8, 16, 32, 64, 128, 240, 240].map((minutes) => minutes * 60)];

/** A mail with more claims is given up. */
export const unansweredClaimsMax = leaseSeconds.length;

/** A lease is renewed when less than this is left of it. */
export const renewBeforeSeconds = 20;

export function leaseEnds(now: Date): Date[] {
  return leaseSeconds.map((seconds) => addSeconds(now, seconds));
}

/** Returns the end of a lease that starts now, by the number of claims without an outcome. */
export function leaseEnd(now: Date, unansweredClaims: number): Date {
  const index = Math.min(unansweredClaims, unansweredClaimsMax) - 1;
  return addSeconds(now, leaseSeconds[index] ?? 0);
}
