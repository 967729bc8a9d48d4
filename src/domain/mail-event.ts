import type { MailReason } from "./mail-reason.ts";

export const mailEventKinds = ["delivered", "bounced", "deferred", "complained"] as const;

/** What happened to a mail after the mail server had taken it. */
export interface MailEvent {
  /** As in the mail, with its angle brackets or without. */
  readonly messageId: string;
  /** `bounced` is for good; `deferred` is all that may still arrive. */
  readonly event: (typeof mailEventKinds)[number];
  readonly reason: MailReason;
}

const ownMessageId =
  /^\s*<?([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})(?:@[^<>@\s]+)?>?\s*$/i;

/** How a mail is told from all others wherever it goes. */
export function messageIdOf(mailId: string, domain: string): string {
  return `<${mailId}@${domain}>`;
}

/** The mail that a Message-ID, or its part before the @, names; `undefined` for one that is not ours. */
export function mailIdOf(messageId: string): string | undefined {
  return ownMessageId.exec(messageId)?.[1]?.toLowerCase();
}
