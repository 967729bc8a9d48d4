import { asc, eq, inArray, sql } from "drizzle-orm";
import type { Publisher } from "../../domain/school/publisher.ts";
import type { Transaction } from "../database.ts";
import { publishers, schoolPublishers } from "../schema/schools.ts";
import { command, listRows, objectRows, type Statement } from "../statement.ts";

/** Lists the catalogue by name. */
export async function listPublishers(tx: Transaction): Promise<Publisher[]> {
  return await tx.select().from(publishers).orderBy(asc(publishers.name), asc(publishers.key));
}

export async function findPublisher(tx: Transaction, key: string): Promise<Publisher | undefined> {
  const [publisher] = await tx.select().from(publishers).where(eq(publishers.key, key));
  return publisher;
}

/** Lists the keys that are in the catalogue. */
export async function listKnownPublishers(
  tx: Transaction,
  keys: readonly string[],
): Promise<string[]> {
  const { key } = publishers;
  const known = await tx
    .select({ key })
    .from(publishers)
    .where(inArray(key, [...keys]));
  return known.map((publisher) => publisher.key);
}

/** Inserts or updates a publisher. In service scope. */
export async function upsertPublisher(
  tx: Transaction,
  { needs, ...publisher }: Publisher,
): Promise<void> {
  const row = { ...publisher, needs: [...needs] };
  await tx.insert(publishers).values(row).onConflictDoUpdate({ target: publishers.key, set: row });
}

/** Lists the keys of the publishers that a school uses, in the order of `toSorted`. */
export async function listSchoolPublishers(tx: Transaction, schoolId: string): Promise<string[]> {
  const key = schoolPublishers.publisherKey;
  const rows = await tx
    .select({ key })
    .from(schoolPublishers)
    .where(eq(schoolPublishers.schoolId, schoolId))
    .orderBy(sql`${key} collate "C"`);
  return rows.map((row) => row.key);
}

/** Replaces the publishers of a school. */
export async function replaceSchoolPublishers(
  tx: Transaction,
  schoolId: string,
  keys: readonly string[],
): Promise<void> {
  await tx.delete(schoolPublishers).where(eq(schoolPublishers.schoolId, schoolId));
  if (keys.length === 0) return;
  const rows = keys.map((publisherKey) => ({ schoolId, publisherKey }));
  await tx.insert(schoolPublishers).values(rows);
}

const lockUseSql = {
  name: "lock_use_of_publishers",
  text: "lock table school_publishers in share mode",
};

const listUsersSql = {
  name: "list_schools_of_publisher",
  text: `select school_id as "schoolId" from school_publishers where publisher_key = $1`,
};

/**
 * Waits for the schools that are switching a publisher on or off, and makes others wait for this transaction. A
 * school reads what a publisher needs after it has switched it on, so that one of the two sees the other. In
 * service scope.
 */
export function lockUseOfPublishers(): Statement<void> {
  return command(lockUseSql, []);
}

/** Lists the ids of the schools that use a publisher. In service scope. */
export function listSchoolsOfPublisher(key: string): Statement<string[]> {
  return listRows(listUsersSql, [key], ({ schoolId }: { schoolId: string }) => schoolId);
}

const softwareOfPupilSql = {
  name: "list_software_of_pupil",
  text: `select p.key, p.name, p.home_url as "homeUrl", p.launch_url as "launchUrl",
                p.home_use_allowed as "homeUseAllowed", p.needs
           from pupils c
           join school_publishers sp on sp.school_id = c.school_id
           join publishers p on p.key = sp.publisher_key and p.home_use_allowed
           left join group_pupils gp
             on gp.school_id = c.school_id and gp.pupil_id = c.id and gp.main
           left join groups g on g.school_id = gp.school_id and g.id = gp.group_id
          where c.school_id = $1 and c.id = $2 and c.left_at is null
            and (g.publishers is null or p.key = any(g.publishers))
          order by p.name, p.key`,
};

/** Lists, by name, the publishers whose software a pupil may open; none for a pupil that has left. */
export function listSoftwareOfPupil(
  schoolId: string,
  pupilId: string,
): Statement<readonly Publisher[]> {
  return objectRows(softwareOfPupilSql, [schoolId, pupilId], (rows: readonly Publisher[]) => rows);
}
