// Which addresses get a new invitation when the school asks for those of a group or of the whole
// school. An address with a password is never invited again in bulk.
import { type AddressState, type AddressStatus, addressStatus } from "../home-login.ts";
import type { Locale } from "../language/locale.ts";
import { explainBounce, type MailReason } from "./reason.ts";

/** States of an address that can be invited again. */
export const resendStatuses = ["invited", "expired", "bounced"] as const satisfies AddressStatus[];
export type ResendStatus = (typeof resendStatuses)[number];

/** Why a new mail must wait. The same for a single request and for one in bulk. */
export type WaitReason = "mail-waiting" | "cool-down";

/** Changes to an address after the request listed it and before its transaction locked it. */
type Change = "activated" | "left" | "changed";

/** Bounces that were a decision of the recipient. Only a request for the single pupil overrules them. */
const decisions = ["not-their-child", "reported-as-spam"] as const satisfies MailReason[];

interface SkipTexts extends Readonly<Record<Locale, string>> {
  /** For the OpenAPI document. */
  readonly meaning: string;
}

/** Why an address gets no mail, and what a coordinator can do. */
export const resendSkipReasons = {
  "mail-waiting": {
    meaning: "its newest mail with a link is not sent yet.",
    nl: "Er staat al een mail klaar, die vanzelf weggaat.",
    en: "A mail is waiting already and leaves by itself.",
  },
  "cool-down": {
    meaning: "a link was created less than five minutes ago (default).",
    nl: "Er is net een mail gestuurd. Wacht een paar minuten als u er toch nog een wilt sturen.",
    en: "A mail was sent just now. Wait a few minutes if you still want another one.",
  },
  "not-their-child": {
    meaning:
      "the family declined, because the pupil is not their child. `sendActivationMails` sends a mail all the same.",
    nl: explainBounce("not-their-child", "nl"),
    en: explainBounce("not-their-child", "en"),
  },
  "reported-as-spam": {
    meaning:
      "a recipient reported the mail as spam. `sendActivationMails` sends a mail all the same.",
    nl: explainBounce("reported-as-spam", "nl"),
    en: explainBounce("reported-as-spam", "en"),
  },
  activated: {
    meaning: "the family set a password after the request was received.",
    nl: "De ouders hebben net zelf een wachtwoord gemaakt.",
    en: "The family has just set a password.",
  },
  left: {
    meaning: "the pupil left the school after the request was received.",
    nl: "De leerling is net van school gegaan.",
    en: "The pupil has just left the school.",
  },
  changed: {
    meaning:
      "after the request was received the address was removed or got another state, or the pupil got another group.",
    nl: "Het adres of de groep is net gewijzigd. Vraag de stand opnieuw op.",
    en: "The address or the group has just been changed. Read the state again.",
  },
} as const satisfies Readonly<Record<WaitReason | (typeof decisions)[number] | Change, SkipTexts>>;
export type ResendSkipReason = keyof typeof resendSkipReasons;

/** Returns a sentence for a coordinator. */
export function explainSkip(reason: ResendSkipReason, locale: Locale): string {
  return resendSkipReasons[reason][locale];
}

export interface MailTimes {
  /** Whether the newest mail with a link is not settled. */
  readonly isMailWaiting: boolean;
  /** Creation of the newest link that was neither used nor replaced. */
  readonly linkCreatedAt: Date | undefined;
}

/** Returns why an address gets no new mail now. */
export function reasonToWait(
  { isMailWaiting, linkCreatedAt }: MailTimes,
  now: Date,
  coolDownSeconds: number,
): WaitReason | undefined {
  if (isMailWaiting) return "mail-waiting";
  if (!linkCreatedAt) return undefined;
  const isYoung = now.getTime() - linkCreatedAt.getTime() < coolDownSeconds * 1000;
  return isYoung ? "cool-down" : undefined;
}

/** An address of the request, as it is now. */
export interface ResendAddress extends AddressState {
  readonly bounceReason: MailReason | null;
  /** Whether the request still covers the pupil: its group, or the groups of the teacher. */
  readonly isSelected: boolean;
}

/** Returns why an address gets no mail; `undefined` when it is invited again. */
export function reasonToSkip(
  address: ResendAddress,
  wait: WaitReason | undefined,
  statuses: readonly AddressStatus[],
  now: Date,
): ResendSkipReason | undefined {
  if (!address.isSelected) return "changed";
  const status = addressStatus(address, now);
  if (status === "activated") return "activated";
  const decision = decisions.find((reason) => reason === address.bounceReason);
  if (status === "bounced" && decision) return decision;
  if (wait) return wait;
  return statuses.includes(status) ? undefined : "changed";
}
