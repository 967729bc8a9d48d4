import { mailAnswerLengthMax, truncated } from "../text.ts";

/**
 * Why a mail has not arrived, in words for a teacher; the answer of the mail server is for the
 * operator only.
 */
export const mailReasons = {
  "address-unknown": "the mailbox does not exist, so check the address for a typing error",
  "domain-unknown":
    "the domain after the @ does not accept mail, so check the address for a typing error",
  "mailbox-closed": "the mailbox is no longer in use",
  "mailbox-full": "the mailbox is full",
  "mail-refused": "the mail server of the address rejects this mail",
  "reported-as-spam": "a recipient at this address reported the mail as spam",
  "not-their-child": "a recipient at this address declined, because the pupil is not their child",
  "not-taken": "the mail server of the address has not accepted the mail yet or did not respond",
  other: "another reason",
} as const;
export type MailReason = keyof typeof mailReasons;

// RFC 3463: class, subject and detail. The look-arounds exclude IP addresses.
const statusPattern = /(?<![\d.])([245])\.(\d{1,3}\.\d{1,3})(?![\d.]*\d)/;
const codePattern = /(?<![\d.])([45]\d\d)(?![\d.])/;

const byDetail: Readonly<Record<string, MailReason>> = {
  "1.0": "address-unknown",
  "1.1": "address-unknown",
  "1.3": "address-unknown",
  "1.6": "mailbox-closed",
  "1.2": "domain-unknown",
  "1.10": "domain-unknown", // RFC 7505
  "2.1": "mailbox-closed",
  "2.2": "mailbox-full",
};

/** RFC 3463 §3: by the subject, the number after the class. */
const bySubject: Readonly<Record<string, MailReason>> = {
  1: "address-unknown",
  2: "mail-refused",
  3: "mail-refused",
  4: "domain-unknown",
  5: "mail-refused",
  6: "mail-refused",
  7: "mail-refused",
};

/**
 * RFC 5321 §4.2.2, RFC 7504; a 550 without an enhanced status is nearly always an unknown mailbox.
 */
const byCode: Readonly<Record<string, MailReason>> = {
  452: "mailbox-full",
  521: "domain-unknown",
  550: "address-unknown",
  551: "mailbox-closed",
  552: "mailbox-full",
  553: "address-unknown",
  554: "mail-refused",
  556: "domain-unknown",
};

/**
 * Returns the reason in an answer of a mail server, from its enhanced status, otherwise from its
 * code; `undefined` without either. Ignores all other text, so that no address passes.
 */
export function mailReasonOf(answer: string): MailReason | undefined {
  const start = truncated(answer, mailAnswerLengthMax);
  const [, statusClass, detail = ""] = statusPattern.exec(start) ?? [];
  if (statusClass === "5")
    return byDetail[detail] ?? bySubject[detail.split(".", 1).join()] ?? "other";
  if (statusClass === "4") return detail === "2.2" ? "mailbox-full" : "not-taken";
  const [, code = ""] = codePattern.exec(start) ?? [];
  return byCode[code] ?? (code.startsWith("4") ? "not-taken" : code === "" ? undefined : "other");
}
