import { asc, eq } from "drizzle-orm";
import type { SchoolSettings } from "../domain/school-settings.ts";
import type { Transaction } from "./database.ts";
import { replaceSchoolPublishers } from "./publishers.ts";
import { schools } from "./schema.ts";

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

/** By BRIN. */
export async function listSchools(tx: Transaction): Promise<School[]> {
  return await tx.select().from(schools).orderBy(asc(schools.brin));
}

/** The school whose scope this is. */
export async function getSchool(tx: Transaction, schoolId: string): Promise<School> {
  return here(await findSchool(tx, schoolId));
}

/** The same, locked, so that changes of its settings come one after another. */
export async function lockSchool(tx: Transaction, schoolId: string): Promise<School> {
  const [school] = await tx
    .select()
    .from(schools)
    .where(eq(schools.id, schoolId))
    .for("no key update");
  return here(school);
}

/** Writes one setting or more. */
export async function updateSchool(
  tx: Transaction,
  schoolId: string,
  { publishers, ...settings }: Partial<SchoolSettings>,
): Promise<void> {
  if (publishers) await replaceSchoolPublishers(tx, schoolId, publishers);
  if (Object.keys(settings).length === 0) return;
  await tx.update(schools).set(settings).where(eq(schools.id, schoolId));
}

function here(school: School | undefined): School {
  if (!school) throw new Error("A school is gone while it is being worked for.");
  return school;
}
