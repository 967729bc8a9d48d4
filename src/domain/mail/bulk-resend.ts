// Which addresses get a new invitation when the school asks for those of a group or of the whole
// school. An address with a password is never invited again in bulk.
import { type AddressState, type AddressStatus, addressStatus } from "../home-login.ts";
import type { MailReason } from "../mail/reason.ts";

/** States of an address that can be invited again. */
export const resendStatuses = ["invited", "expired", "bounced"] as const satisfies AddressStatus[];
export type ResendStatus = (typeof resendStatuses)[number];

/** Why a new mail must wait, whoever asks for it. */
export type WaitReason = "mail-waiting" | "cool-down";

/** Bounces that were a decision of the recipient. Only a request for the single pupil overrules them. */
const decisions = ["not-their-child", "reported-as-spam"] as const satisfies MailReason[];

export const resendSkipReasons = [
  "mail-waiting",
  "cool-down",
  ...decisions,
  "activated",
  "left",
  "changed",
] as const;
export type ResendSkipReason = (typeof resendSkipReasons)[number];

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
