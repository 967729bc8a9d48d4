import t from "tap";
import { locales } from "../../../src/domain/language/locale.ts";
import {
  explainBounce,
  explainDelay,
  type MailReason,
  mailReasonOf,
  mailReasons,
} from "../../../src/domain/mail/reason.ts";

t.test("the reply of a mail server maps to a reason that a teacher understands", async (t) => {
  const answers: readonly (readonly [answer: string, reason: MailReason | undefined])[] = [
    ["550 5.1.1 <a@b.nl>: unknown", "address-unknown"],
    ["550-5.1.1 The email account does not exist. 550 5.1.1 no-such-user", "address-unknown"],
    ["550 no such user", "address-unknown"],
    ["5.1.2", "domain-unknown"],
    ["556 5.1.10 null MX", "domain-unknown"],
    ["550 5.2.1 mailbox disabled", "mailbox-closed"],
    ["552 5.2.2 over quota", "mailbox-full"],
    ["452 4.2.2 over quota", "mailbox-full"],
    ["552 over quota", "mailbox-full"],
    ["554 5.7.1 looks like spam", "mail-refused"],
    ["smtp;554 rejected", "mail-refused"],
    ["5.0.0", "other"],
    ["599 what", "other"],
    ["421 4.3.2 too busy", "not-taken"],
    ["450 greylisted", "not-taken"],
    ["550 Your IP 5.1.1.2 is listed", "address-unknown"],
    ["the address 5.1.1.2 is listed", undefined],
    ["5550 is no code, 55.1.1 no status", undefined],
    ["connect ETIMEDOUT", undefined],
    ["", undefined],
    ["550 5.1.0 rejected", "address-unknown"],
    ["550 5.1.3 bad syntax", "address-unknown"],
    ["550 5.1.6 moved", "mailbox-closed"],
    ["550 5.1.9 something of the address", "address-unknown"],
    ["554 5.2.9 something of the mailbox", "mail-refused"],
    ["554 5.3.4 too big", "mail-refused"],
    ["554 5.4.4 unable to route", "domain-unknown"],
    ["554 5.5.0 protocol", "mail-refused"],
    ["554 5.6.0 media", "mail-refused"],
    ["554 5.7.26 not authenticated", "mail-refused"],
    ["554 5.10.10 longer than others", "other"],
    ["550 5.1.1234 is no status", "address-unknown"],
    ["554 5.1.1.2.3 is an address", "mail-refused"],
    ["554 5.1.1. at an end", "address-unknown"],
    ["550 2.1.5 and no reason", "address-unknown"],
    ["452 full", "mailbox-full"],
    ["521 no mail here", "domain-unknown"],
    ["551 moved", "mailbox-closed"],
    ["553 bad name", "address-unknown"],
    ["556 no mail there", "domain-unknown"],
    ["554 4.4.1 tried in vain", "not-taken"],
    ["4.2.2", "mailbox-full"],
  ];
  for (const [answer, reason] of answers) t.equal(mailReasonOf(answer), reason, answer);
});

t.test("each reason of a failed mail has a distinct sentence in both languages", async (t) => {
  const reasons = Object.keys(mailReasons) as MailReason[];
  const sentences = locales.flatMap((locale) => [
    explainDelay(locale),
    ...reasons.map((reason) => explainBounce(reason, locale)),
  ]);
  t.equal(new Set(sentences).size, 2 * (reasons.length + 1));
  for (const sentence of sentences) t.match(sentence, /^[A-Z].* .*\.$/);
  for (const { meaning } of Object.values(mailReasons)) t.match(meaning, /^[a-z]+ .*[a-z]$/);
});
