// All rows about one pupil, also one that has left, and their deletion.
import { and, asc, eq, inArray } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { auditEvents } from "../schema/audit.ts";
import { activationLinks, homeSessions, pictureCodes } from "../schema/home.ts";
import { addressProposals, letters } from "../schema/letters.ts";
import { mailAttempts, type mails } from "../schema/mails.ts";
import { pupils } from "../schema/rosters.ts";
import { command, listRows, type Statement } from "../statement.ts";

export type PupilRecord = typeof pupils.$inferSelect;

/** Finds a pupil of the school, also one that has left. */
export async function findPupilRecord(
  tx: Transaction,
  schoolId: string,
  pupilId: string,
): Promise<PupilRecord | undefined> {
  const [pupil] = await tx.select().from(pupils).where(isPupil(schoolId, pupilId));
  return pupil;
}

/** Finds and locks a pupil, also one that has left. */
export async function lockPupilRecord(
  tx: Transaction,
  schoolId: string,
  pupilId: string,
): Promise<PupilRecord | undefined> {
  const [pupil] = await tx.select().from(pupils).where(isPupil(schoolId, pupilId)).for("update");
  return pupil;
}

export interface PupilGroup {
  readonly externalId: string;
  readonly name: string;
  readonly yearGroup: string | null;
  readonly isOwn: boolean;
}

const listPupilGroupsSql = {
  name: "list_pupil_groups",
  text: `select g.external_id as "externalId", g.name, g.year_group as "yearGroup", p.main as "isOwn"
           from group_pupils p
           join groups g on g.school_id = p.school_id and g.id = p.group_id
          where p.school_id = $1 and p.pupil_id = $2
          order by p.main desc, g.name`,
};

/** Lists the groups of a pupil, the main group first. */
export function listPupilGroups(schoolId: string, pupilId: string): Statement<PupilGroup[]> {
  return listRows(listPupilGroupsSql, [schoolId, pupilId]);
}

/** Lists the oldest first, like all functions below. */
export async function listLinks(tx: Transaction, schoolId: string, homeAddressId: string) {
  const { purpose, createdAt, expiresAt, usedAt, replacedAt } = activationLinks;
  return await tx
    .select({ purpose, createdAt, expiresAt, usedAt, replacedAt })
    .from(activationLinks)
    .where(
      and(eq(activationLinks.schoolId, schoolId), eq(activationLinks.homeAddressId, homeAddressId)),
    )
    .orderBy(asc(activationLinks.id));
}

export async function listSessions(tx: Transaction, schoolId: string, homeAddressId: string) {
  const { createdAt, expiresAt, endedAt, deviceId } = homeSessions;
  return await tx
    .select({ createdAt, expiresAt, endedAt, deviceId })
    .from(homeSessions)
    .where(and(eq(homeSessions.schoolId, schoolId), eq(homeSessions.homeAddressId, homeAddressId)))
    .orderBy(asc(homeSessions.id));
}

/** Finds the time at which the picture code of an address was set; `null` without a code. */
export async function findPictureCodeTime(
  tx: Transaction,
  schoolId: string,
  homeAddressId: string,
): Promise<Date | null> {
  const [code] = await tx
    .select({ madeAt: pictureCodes.madeAt })
    .from(pictureCodes)
    .where(and(eq(pictureCodes.schoolId, schoolId), eq(pictureCodes.homeAddressId, homeAddressId)));
  return code?.madeAt ?? null;
}

/** A mail as one of its children sees it. */
export interface MailOfChild
  extends Pick<
    typeof mails.$inferSelect,
    "id" | "kind" | "locale" | "settledAt" | "outcome" | "reason"
  > {
  /**
   * When this child was added to the mail. The time at which the mail was created would reveal that another
   * school wrote to the address before.
   */
  readonly createdAt: Date;
}

/** Of the mail `m`, and of the row `c` with which a child was added to it. */
const mailColumns = `m.id, m.kind, m.locale, coalesce(c.created_at, m.created_at) as "createdAt",
                m.settled_at as "settledAt", m.outcome, m.reason`;

const listMailsSql = {
  name: "list_mails_of_address",
  text: `select ${mailColumns}
           from mail_items c join mails m on m.id = c.mail_id
          where c.school_id = $1 and c.home_address_id = $2
          order by m.id`,
};

/** Lists mails about this address; a mail may also be about siblings. */
export function listMails(schoolId: string, homeAddressId: string): Statement<MailOfChild[]> {
  return listRows(listMailsSql, [schoolId, homeAddressId]);
}

export interface RemovedAddress {
  readonly email: string;
  readonly mail: MailOfChild;
}

const listRemovedAddressesSql = {
  name: "list_removed_addresses",
  text: `select c.email, ${mailColumns}
           from removal_notices c join mails m on m.id = c.mail_id
          where c.school_id = $1 and c.pupil_id = $2
          order by m.id`,
};

/** Lists removed addresses with the pending mail that reports the removal. */
export function listRemovedAddresses(
  schoolId: string,
  pupilId: string,
): Statement<RemovedAddress[]> {
  return listRows(
    listRemovedAddressesSql,
    [schoolId, pupilId],
    ({ email, ...mail }: MailOfChild & { readonly email: string }) => ({ email, mail }),
  );
}

/** Finds the newest letter of a pupil, without its code. */
export async function findLetter(tx: Transaction, schoolId: string, pupilId: string) {
  const { createdAt, expiresAt } = letters;
  const [letter] = await tx
    .select({ createdAt, expiresAt })
    .from(letters)
    .where(and(eq(letters.schoolId, schoolId), eq(letters.pupilId, pupilId)));
  return letter ?? null;
}

/** Lists the addresses that parents entered with letters. */
export async function listProposedAddresses(tx: Transaction, schoolId: string, pupilId: string) {
  const { email, status, proposedAt, settledAt } = addressProposals;
  return await tx
    .select({ email, status, proposedAt, settledAt })
    .from(addressProposals)
    .where(and(eq(addressProposals.schoolId, schoolId), eq(addressProposals.pupilId, pupilId)))
    .orderBy(asc(addressProposals.id));
}

/** Lists the answers of mail servers, one per attempt. In service scope. */
export async function listAttempts(tx: Transaction, mailIds: readonly string[]) {
  const { mailId, attemptedAt, outcome, answer } = mailAttempts;
  return await tx
    .select({ mailId, attemptedAt, outcome, answer })
    .from(mailAttempts)
    .where(inArray(mailAttempts.mailId, [...mailIds]))
    .orderBy(asc(mailAttempts.mailId), asc(mailAttempts.attempt));
}

/** Deletes a pupil with its groups and addresses. Audit events keep the id only. */
export async function removePupil(
  tx: Transaction,
  schoolId: string,
  pupilId: string,
): Promise<void> {
  await tx.delete(pupils).where(isPupil(schoolId, pupilId));
}

const removeMailsSql = {
  name: "remove_mails_about",
  text: `delete from mails m
          where m.id in (select mail_id from mail_items
                          where school_id = $1 and home_address_id = any($2))
            and not exists (select from mail_items o
                             where o.mail_id = m.id
                               and not (o.school_id = $1 and o.home_address_id = any($2)))`,
};

/** Deletes mails about these addresses only, sent or not. In service scope. */
export function removeMailsAbout(
  schoolId: string,
  homeAddressIds: readonly string[],
): Statement<void> {
  return command(removeMailsSql, [schoolId, homeAddressIds]);
}

/** Returns whether the pupil existed. */
export async function wasErased(
  tx: Transaction,
  schoolId: string,
  pupilId: string,
): Promise<boolean> {
  const found = await tx
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.schoolId, schoolId),
        eq(auditEvents.pupilId, pupilId),
        eq(auditEvents.action, "pupil-erased"),
      ),
    )
    .limit(1);
  return found.length > 0;
}

function isPupil(schoolId: string, pupilId: string) {
  return and(eq(pupils.schoolId, schoolId), eq(pupils.id, pupilId));
}
