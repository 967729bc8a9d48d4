import { ServiceError } from "./errors.ts";

/** A first password is an activation; a later one, for who forgot it, a password reset. */
export const linkPurposes = ["activation", "password-reset"] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/** How long before a first link expires a mail reminds of it; one that works no longer gets none. */
export const reminderBeforeExpirySeconds = 3 * 24 * 60 * 60;

export interface LinkState {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  /** When it was used up to say that the child is not theirs. */
  readonly refusedAt: Date | null;
  readonly replacedAt: Date | null;
}

/**
 * Refuses a link that no longer opens anything: `link-refused`, `link-used`, `link-replaced` or
 * `link-expired`, in that order, since a parent who used it is helped most by hearing that.
 */
export function requireOpenLink(link: LinkState, now: Date): void {
  if (link.refusedAt) {
    throw new ServiceError(
      "link-refused",
      "With this link it was said that the child is not theirs.",
    );
  }
  if (link.usedAt) {
    throw new ServiceError("link-used", "With this link a password was made already.");
  }
  if (link.replacedAt) {
    throw new ServiceError("link-replaced", "A newer mail holds a newer link; use that one.");
  }
  if (link.expiresAt <= now) {
    throw new ServiceError("link-expired", "This link has expired; ask for a new one.");
  }
}

export function linkUnknown(): ServiceError {
  return new ServiceError("link-unknown", "This link is not known here.");
}
