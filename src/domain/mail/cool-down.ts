// How often a mailbox may get mail of one kind. The same rule applies to every caller: a school, a
// family and a stranger.

/** After this many mails of a kind in short succession the next one follows a day later. */
export const mailBurstMax = 6;

export const coolDownMaxSeconds = 24 * 60 * 60;

/**
 * Returns the seconds between the last of `mails` mails of one kind and the next one. They double
 * with each mail, up to a day; each day without a mail reduces the count by one. `coolDownSeconds`
 * 0 disables the cool-down.
 */
export function coolDownAfter(mails: number, coolDownSeconds: number): number {
  if (mails === 0 || coolDownSeconds === 0) return 0;
  if (mails >= mailBurstMax) return coolDownMaxSeconds;
  return Math.min(coolDownSeconds * 2 ** (mails - 1), coolDownMaxSeconds);
}
