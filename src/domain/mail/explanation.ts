import type { Locale } from "../locale.ts";
import type { MailReason } from "./reason.ts";

const words: Readonly<Record<MailReason, Readonly<Record<Locale, string>>>> = {
  "address-unknown": {
    nl: "Dit adres bestaat niet. Vraag de ouders om het goede adres.",
    en: "This address does not exist. Ask the family for the right one.",
  },
  "domain-unknown": {
    nl: "Wat er achter het apenstaartje staat, bestaat niet. Kijk het adres na.",
    en: "What stands after the @ does not exist. Check the address.",
  },
  "mailbox-closed": {
    nl: "Dit adres is niet meer in gebruik. Vraag de ouders om een ander adres.",
    en: "This address is not in use any more. Ask the family for another one.",
  },
  "mailbox-full": {
    nl: "De mailbox is vol. Laat de ouders er ruimte in maken en stuur de mail opnieuw.",
    en: "The mailbox is full. Have the family make room in it and send the mail again.",
  },
  "mail-refused": {
    nl: "De mailserver van dit adres weigert onze mail. Vraag de ouders om een ander adres.",
    en: "The mail server of this address refuses our mail. Ask the family for another one.",
  },
  "reported-as-spam": {
    nl: "Iemand met dit adres heeft onze mail als ongewenst gemeld. Overleg met de ouders.",
    en: "Somebody with this address reported our mail as unwanted. Talk with the family.",
  },
  "not-their-child": {
    nl: "De ontvanger zegt dat dit niet zijn kind is. Kijk het adres na of vraag het de ouders.",
    en: "The recipient says that this is not their child. Check the address or ask the family.",
  },
  "not-taken": {
    nl: "De mailserver van dit adres heeft de mail niet aangenomen. Kijk het adres na.",
    en: "The mail server of this address has not taken the mail. Check the address.",
  },
  other: {
    nl: "De mail kan niet aankomen. Kijk het adres na of vraag de ouders om een ander adres.",
    en: "The mail cannot arrive. Check the address or ask the family for another one.",
  },
};

const triedAgain: Readonly<Record<Locale, string>> = {
  nl: "De mail is nog niet aangekomen; we proberen het vanzelf opnieuw.",
  en: "The mail has not arrived yet; we try again by ourselves.",
};

/** Returns a sentence for a teacher: why a mail does not arrive and what helps. */
export function explainBounce(reason: MailReason, locale: Locale): string {
  return words[reason][locale];
}

export function explainDelay(locale: Locale): string {
  return triedAgain[locale];
}
