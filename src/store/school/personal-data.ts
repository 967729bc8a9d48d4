// All rows about one pupil, also one that has left, and their deletion.
import { and, asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "../database.ts";
import { auditEvents } from "../schema/audit.ts";
import { activationLinks, homeSessions, pictureCodes } from "../schema/home.ts";
import { mailAttempts, mailItems, mails, removalNotices } from "../schema/mails.ts";
import { groupPupils, groups, pupils } from "../schema/rosters.ts";
import { command, type Statement } from "../statement.ts";

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

/** Lists the groups of a pupil, the main group first. */
export async function listPupilGroups(tx: Transaction, schoolId: string, pupilId: string) {
  const { externalId, name, yearGroup } = groups;
  return await tx
    .select({ externalId, name, yearGroup, isOwn: groupPupils.main })
    .from(groupPupils)
    .innerJoin(
      groups,
      and(eq(groups.schoolId, groupPupils.schoolId), eq(groups.id, groupPupils.groupId)),
    )
    .where(and(eq(groupPupils.schoolId, schoolId), eq(groupPupils.pupilId, pupilId)))
    .orderBy(desc(groupPupils.main), asc(groups.name));
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

const { id, kind, locale, settledAt, outcome, reason } = mails;

/**
 * A mail as one of its children sees it. The `created_at` of the mail would reveal that another school
 * wrote to the address before.
 */
const mailColumns = (ofChild: typeof mailItems | typeof removalNotices) => ({
  id,
  kind,
  locale,
  createdAt: sql`coalesce(${ofChild.createdAt}, ${mails.createdAt})`.mapWith(mails.createdAt),
  settledAt,
  outcome,
  reason,
});

/** Lists mails about this address; a mail may also be about siblings. */
export async function listMails(tx: Transaction, schoolId: string, homeAddressId: string) {
  return await tx
    .select(mailColumns(mailItems))
    .from(mailItems)
    .innerJoin(mails, eq(mails.id, mailItems.mailId))
    .where(and(eq(mailItems.schoolId, schoolId), eq(mailItems.homeAddressId, homeAddressId)))
    .orderBy(asc(mails.id));
}

/** Lists removed addresses with the pending mail that reports the removal. */
export async function listRemovedAddresses(tx: Transaction, schoolId: string, pupilId: string) {
  return await tx
    .select({ email: removalNotices.email, mail: mailColumns(removalNotices) })
    .from(removalNotices)
    .innerJoin(mails, eq(mails.id, removalNotices.mailId))
    .where(and(eq(removalNotices.schoolId, schoolId), eq(removalNotices.pupilId, pupilId)))
    .orderBy(asc(mails.id));
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
