import type { Locale } from "../language/locale.ts";
import { mailAnswerLengthMax, truncated } from "../text.ts";

interface ReasonTexts extends Readonly<Record<Locale, string>> {
  /** For the OpenAPI document. */
  readonly meaning: string;
}

/**
 * Why a mail has not arrived, and what a teacher can do. The answer of the mail server is for the
 * operator only.
 */
export const mailReasons = {
  "address-unknown": {
    meaning: "the mailbox does not exist, so check the address for a typing error",
    nl: "Dit adres bestaat niet. Vraag de ouders om het goede adres.",
    en: "This address does not exist. Ask the family for the right one.",
  },
  "domain-unknown": {
    meaning: "the domain after the @ does not accept mail, so check the address for a typing error",
    nl: "Wat er achter het apenstaartje staat, bestaat niet. Kijk het adres na.",
    en: "What stands after the @ does not exist. Check the address.",
  },
  "mailbox-closed": {
    meaning: "the mailbox is no longer in use",
    nl: "Dit adres is niet meer in gebruik. Vraag de ouders om een ander adres.",
    en: "This address is not in use any more. Ask the family for another one.",
  },
  "mailbox-full": {
    meaning: "the mailbox is full",
    nl: "De mailbox is vol. Laat de ouders er ruimte in maken en stuur de mail opnieuw.",
    en: "The mailbox is full. Have the family make room in it and send the mail again.",
  },
  "mail-refused": {
    meaning: "the mail server of the address rejects this mail",
    nl: "De mailserver van dit adres weigert onze mail. Vraag de ouders om een ander adres.",
    en: "The mail server of this address refuses our mail. Ask the family for another one.",
  },
  "reported-as-spam": {
    meaning: "a recipient at this address reported the mail as spam",
    nl: "Iemand met dit adres heeft onze mail als ongewenst gemeld. Overleg met de ouders.",
    en: "Somebody with this address reported our mail as unwanted. Talk with the family.",
  },
  "not-their-child": {
    meaning: "a recipient at this address declined, because the pupil is not their child",
    nl: "De ontvanger zegt dat dit niet zijn kind is. Kijk het adres na of vraag het de ouders.",
    en: "The recipient says that this is not their child. Check the address or ask the family.",
  },
  "not-taken": {
    meaning: "the mail server of the address has not accepted the mail yet or did not respond",
    nl: "De mailserver van dit adres heeft de mail niet aangenomen. Kijk het adres na.",
    en: "The mail server of this address has not taken the mail. Check the address.",
  },
  other: {
    meaning: "another reason",
    nl: "De mail kan niet aankomen. Kijk het adres na of vraag de ouders om een ander adres.",
    en: "The mail cannot arrive. Check the address or ask the family for another one.",
  },
} as const satisfies Readonly<Record<string, ReasonTexts>>;
export type MailReason = keyof typeof mailReasons;

const triedAgain: Readonly<Record<Locale, string>> = {
  nl: "De mail is nog niet aangekomen; we proberen het vanzelf opnieuw.",
  en: "The mail has not arrived yet; we try again by ourselves.",
};

/** Returns a sentence for a teacher: why a mail does not arrive and what helps. */
export function explainBounce(reason: MailReason, locale: Locale): string {
  return mailReasons[reason][locale];
}

/** Returns a sentence for a teacher about a mail that is tried again. */
export function explainDelay(locale: Locale): string {
  return triedAgain[locale];
}

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
