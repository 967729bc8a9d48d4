import { asc, eq } from "drizzle-orm";
import type { SchoolSettings } from "../../domain/school/settings.ts";
import { pipeline, type Transaction } from "../database.ts";
import { replaceSchoolPublishers } from "../operator/publishers.ts";
import { schools } from "../schema/schools.ts";
import { command } from "../statement.ts";

export type School = typeof schools.$inferSelect;

export async function insertSchool(tx: Transaction, school: typeof schools.$inferInsert) {
  await tx.insert(schools).values(school);
}

export async function findSchool(tx: Transaction, schoolId: string): Promise<School | undefined> {
  const [school] = await tx.select().from(schools).where(eq(schools.id, schoolId));
  return school;
}

export async function findSchoolByBrin(tx: Transaction, brin: string): Promise<School | undefined> {
  const [school] = await tx.select().from(schools).where(eq(schools.brin, brin));
  return school;
}

/** Lists schools by BRIN. */
export async function listSchools(tx: Transaction): Promise<School[]> {
  return await tx.select().from(schools).orderBy(asc(schools.brin));
}

/** Returns the school whose scope this is. */
export async function getSchool(tx: Transaction, schoolId: string): Promise<School> {
  return here(await findSchool(tx, schoolId));
}

/** Returns the locked school whose scope this is, so that changes of its settings come one after another. */
export async function lockSchool(tx: Transaction, schoolId: string): Promise<School> {
  return here(await findSchoolForUpdate(tx, schoolId));
}

/** Locks a school, if it exists. Its rows can still be referenced. */
export async function findSchoolForUpdate(
  tx: Transaction,
  schoolId: string,
): Promise<School | undefined> {
  const [school] = await tx
    .select()
    .from(schools)
    .where(eq(schools.id, schoolId))
    .for("no key update");
  return school;
}

/** Updates one or more settings. */
export async function updateSchool(
  tx: Transaction,
  schoolId: string,
  { publishers, ...settings }: Partial<SchoolSettings>,
): Promise<void> {
  if (publishers) await replaceSchoolPublishers(tx, schoolId, publishers);
  if (Object.keys(settings).length === 0) return;
  await tx.update(schools).set(settings).where(eq(schools.id, schoolId));
}

// Every change of an address locks its mailbox first: another school may be writing to it.
const lockMailboxesSql = {
  name: "lock_mailboxes_of_school",
  text: `select from mailboxes
          where email_key in (select email_key from home_addresses where school_id = $1)
          order by email_key
            for update`,
};

const removeMailsSql = {
  name: "remove_mails_of_school",
  text: `delete from mails m
          where m.id in (select mail_id from mail_items where school_id = $1)
            and not exists (select from mail_items o where o.mail_id = m.id and o.school_id <> $1)`,
};

/**
 * Deletes a school with its roster, addresses, clients, audit events, and mails that are only about its
 * children. In service scope.
 */
export async function removeSchool(tx: Transaction, schoolId: string): Promise<void> {
  await pipeline(tx, [command(lockMailboxesSql, [schoolId]), command(removeMailsSql, [schoolId])]);
  await tx.delete(schools).where(eq(schools.id, schoolId));
}

function here(school: School | undefined): School {
  if (!school) throw new Error("The school was removed during the transaction.");
  return school;
}
