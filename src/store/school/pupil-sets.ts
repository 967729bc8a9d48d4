// Several pupils in one statement: those that a request names, and those of a teacher.
import { command, listRows, type Statement } from "../statement.ts";

const touchSql = {
  name: "touch_home_logins",
  text: `update pupils set home_login_updated_at = $3 where school_id = $1 and id = any($2)`,
};

// Two selects rather than an `or`, so that each uses its index even without statistics of the
// table: a school that was just added is not analysed yet.
const namedSql = {
  name: "list_named_pupils",
  text: `select id, external_id as "externalId" from pupils
          where school_id = $1 and left_at is null and external_id = any($2)
         union
         select id, external_id from pupils
          where school_id = $1 and left_at is null and id = any($3)`,
};

const numberedSql = {
  name: "list_numbered_pupils",
  text: `select p.id, p.external_id as "externalId"
           from unnest($2::text[]) as wanted (number)
           join pupils p on ltrim(p.external_id, '0') = wanted.number
          where p.school_id = $1 and p.left_at is null`,
};

const formerSql = {
  name: "list_former_pupils",
  text: `select external_id as "externalId", left_at as "leftAt" from pupils
          where school_id = $1 and left_at is not null and external_id = any($2)`,
};

const lockManySql = {
  name: "lock_pupils",
  text: `select id, external_id as "externalId" from pupils
          where school_id = $1 and left_at is null and id = any($2) order by id for update`,
};

const taughtSql = {
  name: "list_taught_pupils",
  text: `select distinct gp.pupil_id as id
           from group_teachers gt
           join group_pupils gp on gp.school_id = gt.school_id and gp.group_id = gt.group_id
          where gt.school_id = $1 and gt.teacher_id = $2`,
};

export interface PupilNames {
  readonly externalIds: readonly string[];
  readonly ids: readonly string[];
}

export interface NamedPupil {
  readonly id: string;
  readonly externalId: string;
}

/** Lists the current pupils that have one of these keys. */
export function listNamedPupils(
  schoolId: string,
  { externalIds, ids }: PupilNames,
): Statement<NamedPupil[]> {
  return listRows(namedSql, [schoolId, externalIds, ids]);
}

/** Lists the current pupils whose key is one of these numbers after its leading zeros. */
export function listNumberedPupils(
  schoolId: string,
  numbers: readonly string[],
): Statement<NamedPupil[]> {
  return listRows(numberedSql, [schoolId, numbers]);
}

export interface FormerPupilRow {
  readonly externalId: string;
  readonly leftAt: Date;
}

/** Lists the pupils with one of these keys that have left and are not erased yet. */
export function listFormerPupils(
  schoolId: string,
  externalIds: readonly string[],
): Statement<FormerPupilRow[]> {
  return listRows(formerSql, [schoolId, externalIds]);
}

/** Lists current pupils and locks them in the order of their ids. */
export function lockPupils(schoolId: string, ids: readonly string[]): Statement<NamedPupil[]> {
  return listRows(lockManySql, [schoolId, ids]);
}

/** Lists the ids of all pupils in the groups of a teacher. */
export function listTaughtPupils(schoolId: string, teacherId: string): Statement<string[]> {
  return listRows(taughtSql, [schoolId, teacherId], ({ id }: { id: string }) => id);
}

export function updateHomeLoginTimestamps(
  schoolId: string,
  pupilIds: readonly string[],
  updatedAt: Date,
): Statement<void> {
  return command(touchSql, [schoolId, pupilIds, updatedAt]);
}
