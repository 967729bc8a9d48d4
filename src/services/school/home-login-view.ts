import { type AddressStatus, addressStatus, isBounced } from "../../domain/home-login.ts";
import type { MailReason } from "../../domain/mail/reason.ts";
import { execute, type Transaction } from "../../store/database.ts";
import type { HomeAddress } from "../../store/family/home-addresses.ts";
import { listNewestMails, type MailState } from "../../store/mail/outbox.ts";
import type { InsertedAddress } from "../shared/home-login-writer.ts";

export const mailStatuses = ["waiting", "delayed", "sent", "bounced", "failed"] as const;

export interface HomeLoginAddress {
  readonly email: string;
  readonly status: AddressStatus;
  readonly invitedAt: Date;
  readonly activatedAt: Date | null;
  readonly expiresAt: Date | null;
  /** Status of the newest mail with a link. */
  readonly mail: {
    readonly status: (typeof mailStatuses)[number];
    readonly sentAt: Date | null;
    readonly reason: MailReason | null;
  } | null;
}

export interface HomeLogin {
  readonly enabled: boolean;
  readonly addresses: readonly HomeLoginAddress[];
  readonly updatedAt: Date | null;
}

/** Describes the home login of a pupil; locks nothing. */
export async function describeHomeLogin(
  tx: Transaction,
  schoolId: string,
  addresses: readonly HomeAddress[],
  updatedAt: Date | null,
  now: Date,
): Promise<HomeLogin> {
  const ids = addresses.map(({ id }) => id);
  const newest = ids.length === 0 ? [] : await execute(tx, listNewestMails(schoolId, ids));
  const mails = new Map(newest.map((mail) => [mail.homeAddressId, mail]));
  return {
    enabled: addresses.length > 0,
    addresses: addresses.map((address) => ({
      email: address.email,
      status: addressStatus(address, now),
      invitedAt: address.invitedAt,
      activatedAt: address.activatedAt,
      expiresAt: address.expiresAt,
      mail: describeMail(mails.get(address.id), address),
    })),
    updatedAt,
  };
}

/** An address whose invitation waits in the same transaction. */
export function describeInvited(
  { email, expiresAt }: InsertedAddress,
  now: Date,
): HomeLoginAddress {
  const mail = { status: "waiting", sentAt: null, reason: null } as const;
  const status = addressStatus({ activatedAt: null, bouncedAt: null, expiresAt }, now);
  return { email, status, invitedAt: now, activatedAt: null, expiresAt, mail };
}

function describeMail(mail: MailState | undefined, address: HomeAddress): HomeLoginAddress["mail"] {
  if (!mail) return null;
  const { outcome, reason, settledAt } = mail;
  if (!settledAt) return { status: reason ? "delayed" : "waiting", sentAt: null, reason };
  // A mail may be sent and still bounce later, with a reason.
  const bounceReason = isBounced(address) ? address.bounceReason : null;
  if (outcome === "sent") return { status: "sent", sentAt: settledAt, reason: bounceReason };
  return { status: outcome === "bounced" ? "bounced" : "failed", sentAt: null, reason };
}
