import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { EmailAddress } from "../domain/email-address.ts";
import type { MailReason } from "../domain/mail-reason.ts";
import type { PasswordHash } from "../security/password-hash.ts";
import { query, type Transaction } from "./database.ts";
import { homeAddresses } from "./schema.ts";

export type HomeAddress = typeof homeAddresses.$inferSelect;

/** The addresses of a pupil, the first one entered first. */
export async function listPupilAddresses(
  tx: Transaction,
  schoolId: string,
  pupilId: string,
): Promise<HomeAddress[]> {
  return await tx
    .select()
    .from(homeAddresses)
    .where(and(eq(homeAddresses.schoolId, schoolId), eq(homeAddresses.pupilId, pupilId)))
    .orderBy(asc(homeAddresses.slot));
}

export async function findHomeAddress(
  tx: Transaction,
  schoolId: string,
  homeAddressId: string,
): Promise<HomeAddress | undefined> {
  const [address] = await tx.select().from(homeAddresses).where(isRow(schoolId, homeAddressId));
  return address;
}

/** Every child that has this address, at whatever school; in the scope of the address. */
export async function listHousehold(tx: Transaction, emailKey: string): Promise<HomeAddress[]> {
  return await tx
    .select()
    .from(homeAddresses)
    .where(and(eq(homeAddresses.emailKey, emailKey), isNull(homeAddresses.withdrawnAt)))
    .orderBy(asc(homeAddresses.id));
}

type NewHomeAddress = EmailAddress &
  Pick<HomeAddress, "schoolId" | "id" | "pupilId" | "slot" | "invitedAt" | "expiresAt">;

export async function insertHomeAddresses(
  tx: Transaction,
  addresses: readonly NewHomeAddress[],
): Promise<void> {
  if (addresses.length > 0) await tx.insert(homeAddresses).values([...addresses]);
}

/** With their links, sessions, passwords and what mails say of them. */
export async function removeHomeAddresses(
  tx: Transaction,
  schoolId: string,
  ids: readonly string[],
): Promise<void> {
  await tx
    .delete(homeAddresses)
    .where(and(eq(homeAddresses.schoolId, schoolId), inArray(homeAddresses.id, [...ids])));
}

/** A new link was sent: the address is invited again, unless it has a password. */
export async function updateInvitation(
  tx: Transaction,
  schoolId: string,
  id: string,
  invitation: Pick<HomeAddress, "invitedAt" | "expiresAt">,
): Promise<void> {
  await tx
    .update(homeAddresses)
    .set({ ...invitation, bouncedAt: null, bounceReason: null })
    .where(isRow(schoolId, id));
}

export async function updatePassword(
  tx: Transaction,
  schoolId: string,
  id: string,
  password: PasswordHash,
  activatedAt: Date,
): Promise<void> {
  await tx
    .update(homeAddresses)
    .set({
      passwordHash: password.hash,
      passwordKeyId: password.keyId,
      activatedAt,
      expiresAt: null,
      bouncedAt: null,
      bounceReason: null,
    })
    .where(isRow(schoolId, id));
}

/** Puts the same password under today's parameters, unless it was changed meanwhile. */
export async function updateOutdatedHash(
  tx: Transaction,
  address: Pick<HomeAddress, "schoolId" | "id" | "passwordHash">,
  password: PasswordHash,
): Promise<void> {
  await tx
    .update(homeAddresses)
    .set({ passwordHash: password.hash, passwordKeyId: password.keyId })
    .where(
      and(
        isRow(address.schoolId, address.id),
        eq(homeAddresses.passwordHash, address.passwordHash ?? ""),
      ),
    );
}

const bounceStatement = {
  name: "bounce_addresses",
  text: `update home_addresses a set bounced_at = $2, bounce_reason = $3
           from mail_items i
           join mails m on m.id = i.mail_id
          where i.mail_id = $1 and a.school_id = i.school_id and a.id = i.home_address_id
            and a.activated_at is null and a.bounced_at is null
            and not exists (select from mail_items j
                              join mails n on n.id = j.mail_id
                             where j.school_id = a.school_id and j.home_address_id = a.id
                               and (n.created_at, n.id) > (m.created_at, m.id))
      returning a.school_id as "schoolId", a.id, a.pupil_id as "pupilId"`,
};

/**
 * Marks the addresses that a mail was about as bounced, and returns those that were not yet. One with a
 * password stays activated, and a later mail to an address speaks for itself. In service scope.
 */
export async function updateBounced(
  tx: Transaction,
  mailId: string,
  bouncedAt: Date,
  bounceReason: MailReason,
): Promise<Pick<HomeAddress, "schoolId" | "id" | "pupilId">[]> {
  return await query(tx, bounceStatement, [mailId, bouncedAt, bounceReason]);
}

function isRow(schoolId: string, id: string) {
  return and(eq(homeAddresses.schoolId, schoolId), eq(homeAddresses.id, id));
}
