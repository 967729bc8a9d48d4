// How often a mailbox may get mail of one kind. The same rule holds for every caller: a school, a family
// and a stranger.

/** After this many mails of a kind in short succession the next one follows a day later. */
export const mailBurstMax = 6;

export const coolDownMaxSeconds = 24 * 60 * 60;

/**
 * Seconds that must lie between the last of `mails` mails of one kind and the next one. It doubles with
 * each mail, up to a day; each day without a mail takes one off the count. 0 turns it off.
 */
export function coolDownAfter(mails: number, coolDownSeconds: number): number {
  if (mails === 0 || coolDownSeconds === 0) return 0;
  if (mails >= mailBurstMax) return coolDownMaxSeconds;
  return Math.min(coolDownSeconds * 2 ** (mails - 1), coolDownMaxSeconds);
}
