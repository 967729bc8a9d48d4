import { ServiceError } from "./errors.ts";

/** `activation`: the first password. `password-reset`: a later one, after the family forgot it. */
export const linkPurposes = ["activation", "password-reset"] as const;
export type LinkPurpose = (typeof linkPurposes)[number];

/**
 * Maximum number of open links of one child on one address; the newest stay open. All of them go to
 * the same mailbox, so a link that another person requested does not close the link that a parent
 * is about to open.
 */
export const openLinksMax = 3;

/** A reminder is sent this long before an activation link expires. */
export const reminderBeforeExpirySeconds = 3 * 24 * 60 * 60;

export interface LinkState {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
  /** When a parent declined the activation with this link. */
  readonly declinedAt: Date | null;
  readonly replacedAt: Date | null;
  /** Contact of the school, which the holder of a link may know. */
  readonly schoolContact?: string | null;
}

/**
 * Rejects a link that is no longer open: `link-refused`, `link-used`, `link-replaced` or
 * `link-expired`, in that order, which puts the most helpful reason first.
 */
export function requireOpenLink(link: LinkState, now: Date): void {
  const reason = reasonClosed(link, now);
  if (!reason) return;
  const { schoolContact } = link;
  throw new ServiceError(reason, closedLinkDetails[reason], { schoolContact });
}

const closedLinkDetails = {
  "link-refused": "The activation was declined with this link.",
  "link-used": "A password was set already, with this link or another one.",
  "link-replaced": "Newer mails contain newer links; use the link in the newest mail.",
  "link-expired": "This link has expired; ask for a new one.",
} as const;

function reasonClosed(
  { declinedAt, usedAt, replacedAt, expiresAt }: LinkState,
  now: Date,
): keyof typeof closedLinkDetails | undefined {
  if (declinedAt) return "link-refused";
  if (usedAt) return "link-used";
  if (replacedAt) return "link-replaced";
  return expiresAt <= now ? "link-expired" : undefined;
}

/**
 * Throws `not-an-invitation` for a password reset. The owner of the mailbox has activated the child
 * before, so there is nothing to decline; the holder of a single reset link must not be able to
 * delete the password.
 */
export function requireDeclinable(link: {
  readonly purpose: LinkPurpose;
  readonly schoolContact?: string | null;
}): void {
  const { purpose, schoolContact } = link;
  if (purpose === "activation") return;
  throw new ServiceError(
    "not-an-invitation",
    "This link is for a new password; only the link of an invitation can decline the child.",
    { schoolContact },
  );
}

export function linkUnknown(): ServiceError {
  return new ServiceError("link-unknown", "This link is unknown.");
}
