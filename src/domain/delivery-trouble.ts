// Why a mail does not arrive, in words that help who can do something about it.
import type { Locale } from "./locale.ts";

export const deliveryTroubles = [
  "delayed",
  "address-unknown",
  "domain-unknown",
  "mailbox-full",
  "refused",
  "unreachable",
] as const;
export type DeliveryTrouble = (typeof deliveryTroubles)[number];

/** By the enhanced status code (RFC 3463 §3), the more telling one first. */
const byStatus: readonly (readonly [RegExp, DeliveryTrouble])[] = [
  [/^[45]\.1\.(?:2|10)$/, "domain-unknown"],
  [/^[45]\.1\./, "address-unknown"],
  [/^[45]\.2\.2$/, "mailbox-full"],
  [/^[45]\.2\.1$/, "address-unknown"],
  [/^[45]\.7\./, "refused"],
];
/** By the reply code (RFC 5321 §4.2.3), for servers that say no more than that. */
const byCode: Readonly<Record<string, DeliveryTrouble>> = {
  "550": "address-unknown",
  "551": "address-unknown",
  "552": "mailbox-full",
  "553": "address-unknown",
  "554": "refused",
};

/** What the answer of a mail server for good comes to. */
export function troubleOf(answer: string): DeliveryTrouble {
  const [, code = "", status = ""] =
    /^(\d{3})?[ -]?([245]\.\d{1,3}\.\d{1,3}\b)?/.exec(answer) ?? [];
  const found = byStatus.find(([pattern]) => pattern.test(status))?.[1];
  return found ?? byCode[code] ?? "unreachable";
}

const words: Readonly<Record<DeliveryTrouble, Readonly<Record<Locale, string>>>> = {
  delayed: {
    nl: "De mail is nog niet aangekomen; we proberen het vanzelf opnieuw.",
    en: "The mail has not arrived yet; we try again by ourselves.",
  },
  "address-unknown": {
    nl: "Dit adres bestaat niet of niet meer. Vraag de ouders om het goede adres.",
    en: "This address does not exist, or not any more. Ask the family for the right one.",
  },
  "domain-unknown": {
    nl: "Wat er achter het apenstaartje staat, bestaat niet. Kijk het adres na.",
    en: "What stands behind the @ does not exist. Check the address.",
  },
  "mailbox-full": {
    nl: "De mailbox is vol. Laat de ouders er ruimte in maken en stuur de mail opnieuw.",
    en: "The mailbox is full. Have the family make room in it and send the mail again.",
  },
  refused: {
    nl: "De mailserver van dit adres weigert onze mail. Vraag de ouders om een ander adres.",
    en: "The mail server of this address refuses our mail. Ask the family for another one.",
  },
  unreachable: {
    nl: "De mailserver van dit adres nam de mail niet aan. Kijk het adres na of stuur de mail opnieuw.",
    en: "The mail server of this address did not take the mail. Check the address or send it again.",
  },
};

export function describeTrouble(trouble: DeliveryTrouble, locale: Locale): string {
  return words[trouble][locale];
}
