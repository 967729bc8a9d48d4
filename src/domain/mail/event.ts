import { isWithin } from "../text.ts";
import type { MailReason } from "./reason.ts";

export const mailEventKinds = ["delivered", "bounced", "deferred", "complained"] as const;

/** A delivery event after the mail server accepted the mail. */
export interface MailEvent {
  /** Message-ID, with or without its angle brackets. */
  readonly messageId: string;
  /** `bounced` is permanent; `deferred` may still be delivered. */
  readonly event: (typeof mailEventKinds)[number];
  readonly reason: MailReason;
  /** Absent when the sender of the event does not say it. */
  readonly occurredAt?: Date;
}

/** A header line of a mail (RFC 5322 §2.1.1). */
export const messageIdLengthMax = 998;

const ownMessageId =
  /^\s*<?([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})(?:@[^<>@\s]+)?>?\s*$/i;

/** Returns the globally unique Message-ID of a mail. */
export function messageIdOf(mailId: string, domain: string): string {
  return `<${mailId}@${domain}>`;
}

/**
 * Returns the id of the mail of a Message-ID, or of its part before the @; `undefined` for a
 * foreign one.
 */
export function mailIdOf(messageId: string): string | undefined {
  if (!isWithin(messageId, messageIdLengthMax)) return undefined;
  return ownMessageId.exec(messageId)?.[1]?.toLowerCase();
}
