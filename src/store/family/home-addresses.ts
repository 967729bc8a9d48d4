import { and, asc, eq, isNull } from "drizzle-orm";
import type { EmailAddress } from "../../domain/email-address.ts";
import type { MailReason } from "../../domain/mail/reason.ts";
import type { PasswordHash } from "../../security/password-hash.ts";
import type { Transaction } from "../database.ts";
import { homeAddresses } from "../schema/home.ts";
import { command, listRows, type Statement, unlessEmpty } from "../statement.ts";

export type HomeAddress = typeof homeAddresses.$inferSelect;

/** Lists the addresses of a pupil in the order of entry. */
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

/** Distinguishes the two addresses of a pupil. */
export type PupilAddress = Pick<HomeAddress, "id" | "pupilId" | "slot" | "emailKey">;

const ofPupilsSql = {
  name: "list_addresses_of_pupils",
  text: `select id, pupil_id as "pupilId", slot, email_key as "emailKey"
           from home_addresses where school_id = $1 and pupil_id = any($2)
          order by pupil_id, slot`,
};

export function listAddressesOfPupils(
  schoolId: string,
  pupilIds: readonly string[],
): Statement<PupilAddress[]> {
  return listRows(ofPupilsSql, [schoolId, pupilIds]);
}

/** Lists the children of an address, at all schools. In the scope of the address. */
export async function listMailboxAddresses(
  tx: Transaction,
  emailKey: string,
): Promise<HomeAddress[]> {
  return await tx
    .select()
    .from(homeAddresses)
    .where(and(eq(homeAddresses.emailKey, emailKey), isNull(homeAddresses.withdrawnAt)))
    .orderBy(asc(homeAddresses.id));
}

type NewHomeAddress = EmailAddress &
  Pick<HomeAddress, "schoolId" | "id" | "pupilId" | "slot" | "invitedAt" | "expiresAt">;

const insertSql = {
  name: "insert_home_addresses",
  text: `insert into home_addresses (school_id, id, pupil_id, slot, email, email_key, invited_at, expires_at)
         select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[], $5::text[], $6::text[],
                              $7::timestamptz[], $8::timestamptz[])`,
};

export function insertHomeAddresses(addresses: readonly NewHomeAddress[]): Statement<void> {
  return unlessEmpty(
    addresses,
    command(insertSql, [
      addresses.map(({ schoolId }) => schoolId),
      addresses.map(({ id }) => id),
      addresses.map(({ pupilId }) => pupilId),
      addresses.map(({ slot }) => slot),
      addresses.map(({ email }) => email),
      addresses.map(({ emailKey }) => emailKey),
      addresses.map(({ invitedAt }) => invitedAt),
      addresses.map(({ expiresAt }) => expiresAt),
    ]),
  );
}

const removeSql = {
  name: "remove_home_addresses",
  text: "delete from home_addresses where school_id = $1 and id = any($2)",
};

/** Deletes addresses with their links, sessions, passwords and mail items. */
export function removeHomeAddresses(schoolId: string, ids: readonly string[]): Statement<void> {
  return unlessEmpty(ids, command(removeSql, [schoolId, ids]));
}

const invitationSql = {
  name: "update_invitations",
  text: `update home_addresses
            set invited_at = $3, expires_at = $4, bounced_at = null, bounce_reason = null
          where school_id = $1 and id = any($2)`,
};

/** Updates addresses without a password to which a new link is sent. */
export function updateInvitations(
  schoolId: string,
  ids: readonly string[],
  { invitedAt, expiresAt }: Pick<HomeAddress, "invitedAt" | "expiresAt">,
): Statement<void> {
  return unlessEmpty(ids, command(invitationSql, [schoolId, ids, invitedAt, expiresAt]));
}

const passwordSql = {
  name: "update_password",
  text: `update home_addresses
            set password_hash = $3, password_key_id = $4, activated_at = $5, expires_at = null,
                bounced_at = null, bounce_reason = null
          where school_id = $1 and id = $2`,
};

export function updatePassword(
  schoolId: string,
  id: string,
  { hash, keyId }: PasswordHash,
  activatedAt: Date,
): Statement<void> {
  return command(passwordSql, [schoolId, id, hash, keyId, activatedAt]);
}

/** Records that the family declined the address, and deletes its password. */
export async function updateDeclined(
  tx: Transaction,
  schoolId: string,
  id: string,
  declinedAt: Date,
): Promise<void> {
  await tx
    .update(homeAddresses)
    .set({
      passwordHash: null,
      passwordKeyId: null,
      activatedAt: null,
      bouncedAt: declinedAt,
      bounceReason: "not-their-child",
    })
    .where(isRow(schoolId, id));
}

/** Stores the same password with the current parameters, unless it has changed. */
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

const bounceSql = {
  name: "bounce_addresses",
  text: `update home_addresses a set bounced_at = greatest($2, m.created_at), bounce_reason = $3
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
 * Marks the addresses of a mail as bounced, since the mail at the earliest, and returns those that were not bounced before. An address with
 * a password stays activated; a later mail to an address is not affected. In service scope.
 */
export function updateBounced(
  mailId: string,
  bouncedAt: Date,
  bounceReason: MailReason,
): Statement<Pick<HomeAddress, "schoolId" | "id" | "pupilId">[]> {
  return listRows(bounceSql, [mailId, bouncedAt, bounceReason]);
}

function isRow(schoolId: string, id: string) {
  return and(eq(homeAddresses.schoolId, schoolId), eq(homeAddresses.id, id));
}

const waitingSql = {
  name: "list_waiting_children",
  text: `select p.first_name as "firstName"
           from home_addresses a
           join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
           join schools s on s.id = a.school_id
          where a.email_key = $1 and a.withdrawn_at is null and a.activated_at is null
            and a.bounced_at is null and a.expires_at > $2
            and (s.network_environment is null or s.home_login_beside_network_environment)
          order by p.first_name, p.id`,
};

/** Lists the children of an address that are invited and have no password yet, at all schools. In service scope. */
export function listWaitingChildren(
  emailKey: string,
  now: Date,
): Statement<{ readonly firstName: string | null }[]> {
  return listRows(waitingSql, [emailKey, now]);
}
