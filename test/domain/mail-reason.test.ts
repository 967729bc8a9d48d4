import t from "tap";
import { type MailReason, mailReasonOf } from "../../src/domain/mail-reason.ts";

t.test("an answer of a mail server comes to a reason that a teacher understands", async (t) => {
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
  ];
  for (const [answer, reason] of answers) t.equal(mailReasonOf(answer), reason, answer);
});
