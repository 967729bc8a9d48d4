import { ServiceError } from "./errors.ts";

/** A first password is an activation; a later one, for who forgot it, a password reset. */
export const linkPurposes = ["activation", "password-reset"] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/**
 * How many of the newest links of one child on one address stay open. All of them go to the same
 * mailbox, so a link that somebody else requested does not close the link that a parent is about to open.
 */
export const openLinksMax = 3;

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
    throw new ServiceError(
      "link-used",
      "A password was made already, with this link or another one.",
    );
  }
  if (link.replacedAt) {
    throw new ServiceError(
      "link-replaced",
      "Newer mails hold newer links; use the link in the newest one.",
    );
  }
  if (link.expiresAt <= now) {
    throw new ServiceError("link-expired", "This link has expired; ask for a new one.");
  }
}

/**
 * Throws `link-unknown` for a link that is not the link of an invitation. The owner of the mailbox made
 * a password before, so there is no child to decline; whoever was handed a single link to a new password
 * must not be able to delete that password.
 */
export function requireDeclinable({ purpose }: { readonly purpose: LinkPurpose }): void {
  if (purpose === "activation") return;
  throw new ServiceError(
    "link-unknown",
    "This link is for a new password; only the link of an invitation can decline the child.",
  );
}

export function linkUnknown(): ServiceError {
  return new ServiceError("link-unknown", "This link is not known here.");
}
