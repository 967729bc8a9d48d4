// A roster is written set-wise: one statement a step, however many pupils.

import type { CurrentRoster } from "../../domain/roster/plan.ts";
import { combinedGroups, type Roster } from "../../domain/roster/roster.ts";
import { query, type Transaction } from "../database.ts";

const currentGroups = {
  name: "roster_groups",
  text: `select external_id as "externalId", name, year_group as "yearGroup"
           from groups where school_id = $1 order by external_id`,
};

const currentTeachers = {
  name: "roster_teachers",
  text: `select t.external_id as "externalId", t.first_name as "firstName", t.infix,
                t.last_name as "lastName", t.roles,
                array(select g.external_id from group_teachers gt
                        join groups g on g.school_id = gt.school_id and g.id = gt.group_id
                       where gt.school_id = $1 and gt.teacher_id = t.id) as groups
           from teachers t where t.school_id = $1 order by t.external_id`,
};

type CurrentPupil = CurrentRoster["pupils"][number];

const pupilsPerPage = 1_000;

const currentPupils = {
  name: "roster_pupils",
  text: `select p.external_id as "externalId", p.eck_id as "eckId", p.first_name as "firstName",
                p.infix, p.last_name as "lastName", p.picture, p.left_at is not null as "hasLeft",
                (select g.external_id from group_pupils gp
                   join groups g on g.school_id = gp.school_id and g.id = gp.group_id
                  where gp.school_id = $1 and gp.pupil_id = p.id and gp.main) as group,
                array(select g.external_id from group_pupils gp
                        join groups g on g.school_id = gp.school_id and g.id = gp.group_id
                       where gp.school_id = $1 and gp.pupil_id = p.id
                         and not gp.main) as groups
           from pupils p where p.school_id = $1 and p.external_id > $2
          order by p.external_id limit $3`,
};

const lockSchool = {
  name: "lock_school",
  text: "select id from schools where id = $1 for no key update",
};

/** Locks the school and returns its roster, so that two new rosters come one after another. */
export async function lockRoster(tx: Transaction, schoolId: string): Promise<CurrentRoster> {
  await query(tx, lockSchool, [schoolId]);
  return await readRoster(tx, schoolId);
}

/** Returns the roster of a school; consistent when read in a snapshot. */
export async function readRoster(tx: Transaction, schoolId: string): Promise<CurrentRoster> {
  return {
    groups: await query(tx, currentGroups, [schoolId]),
    teachers: await query(tx, currentTeachers, [schoolId]),
    pupils: await readPupils(tx, schoolId),
  };
}

/** Reads pupils page by page: the rows of one answer are parsed in one go, which holds up other requests. */
async function readPupils(tx: Transaction, schoolId: string): Promise<CurrentRoster["pupils"]> {
  const pupils: CurrentPupil[] = [];
  for (;;) {
    const after = pupils.at(-1)?.externalId ?? "";
    const page = await query<CurrentPupil>(tx, currentPupils, [schoolId, after, pupilsPerPage]);
    for (const pupil of page) pupils.push(pupil);
    if (page.length < pupilsPerPage) return pupils;
  }
}

type People = Roster["pupils"] | Roster["teachers"];

const upsertGroups = {
  name: "upsert_groups",
  text: `insert into groups (school_id, id, external_id, name, year_group)
         select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[])
         on conflict (school_id, external_id) do update
         set name = excluded.name, year_group = excluded.year_group`,
};

const upsertTeachers = {
  name: "upsert_teachers",
  text: `insert into teachers (school_id, id, external_id, first_name, infix, last_name, roles)
         select $1, id, external_id, first_name, infix, last_name, string_to_array(roles, ' ')
           from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
             as t (id, external_id, first_name, infix, last_name, roles)
         on conflict (school_id, external_id) do update
         set first_name = excluded.first_name, infix = excluded.infix,
             last_name = excluded.last_name, roles = excluded.roles`,
};

const upsertPupils = {
  name: "upsert_pupils",
  text: `insert into pupils (school_id, id, external_id, first_name, infix, last_name, eck_id, picture)
         select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                                  $7::text[], $8::text[])
         on conflict (school_id, external_id) do update
         set first_name = excluded.first_name, infix = excluded.infix,
             last_name = excluded.last_name, eck_id = excluded.eck_id,
             picture = excluded.picture, left_at = null`,
};

/** Writes groups that are new or changed; `newIds` has an id for each. */
export async function upsertRosterGroups(
  tx: Transaction,
  schoolId: string,
  groups: Roster["groups"],
  newIds: readonly string[],
): Promise<void> {
  if (groups.length === 0) return;
  await query(tx, upsertGroups, [
    schoolId,
    newIds,
    groups.map((group) => group.externalId),
    groups.map((group) => group.name),
    groups.map((group) => group.yearGroup),
  ]);
}

export async function upsertRosterTeachers(
  tx: Transaction,
  schoolId: string,
  teachers: Roster["teachers"],
  newIds: readonly string[],
): Promise<void> {
  if (teachers.length === 0) return;
  const roles = teachers.map((teacher) => [...new Set(teacher.roles)].join(" "));
  await query(tx, upsertTeachers, [schoolId, newIds, ...names(teachers), roles]);
}

/** Writes pupils that are new, changed or back. */
export async function upsertRosterPupils(
  tx: Transaction,
  schoolId: string,
  pupils: Roster["pupils"],
  newIds: readonly string[],
): Promise<void> {
  if (pupils.length === 0) return;
  await query(tx, upsertPupils, [
    schoolId,
    newIds,
    ...names(pupils),
    pupils.map((pupil) => pupil.eckId),
    pupils.map((pupil) => pupil.picture),
  ]);
}

const removeTaught = {
  name: "remove_taught_groups",
  text: `delete from group_teachers gt using teachers t
          where gt.school_id = $1 and t.school_id = $1 and t.id = gt.teacher_id
            and t.external_id = any($2)`,
};

const insertTaught = {
  name: "insert_taught_groups",
  text: `insert into group_teachers (school_id, group_id, teacher_id)
         select t.school_id, g.id, t.id
           from unnest($2::text[], $3::text[]) as taught (teacher, "group")
           join teachers t on t.school_id = $1 and t.external_id = taught.teacher
           join groups g on g.school_id = $1 and g.external_id = taught.group
         on conflict do nothing`,
};

/** Gives these teachers the groups that the roster says. */
export async function replaceTaughtGroups(
  tx: Transaction,
  schoolId: string,
  teachers: Roster["teachers"],
): Promise<void> {
  const pairs = teachers.flatMap((teacher) =>
    teacher.groups.map((group) => [teacher.externalId, group] as const),
  );
  await query(tx, removeTaught, [schoolId, teachers.map((teacher) => teacher.externalId)]);
  await query(tx, insertTaught, [
    schoolId,
    pairs.map(([id]) => id),
    pairs.map(([, group]) => group),
  ]);
}

const removeAttended = {
  name: "remove_attended_groups",
  text: `delete from group_pupils gp using pupils p
          where gp.school_id = $1 and p.school_id = $1 and p.id = gp.pupil_id
            and p.external_id = any($2)`,
};

// The school as in insertTaught.
const insertAttended = {
  name: "insert_attended_groups",
  text: `insert into group_pupils (school_id, group_id, pupil_id, main)
         select p.school_id, g.id, p.id, attended.main
           from unnest($2::text[], $3::text[], $4::boolean[]) as attended (pupil, "group", main)
           join pupils p on p.school_id = $1 and p.external_id = attended.pupil
           join groups g on g.school_id = $1 and g.external_id = attended.group`,
};

/** Replaces the groups of these pupils by those of the roster; removes all groups of pupils that left. */
export async function replaceAttendedGroups(
  tx: Transaction,
  schoolId: string,
  pupils: Roster["pupils"],
  leftExternalIds: readonly string[],
): Promise<void> {
  const places = pupils.flatMap((pupil) => [
    ...(pupil.group === null ? [] : [[pupil.externalId, pupil.group, true] as const]),
    ...combinedGroups(pupil).map((group) => [pupil.externalId, group, false] as const),
  ]);
  const ids = [...pupils.map((pupil) => pupil.externalId), ...leftExternalIds];
  await query(tx, removeAttended, [schoolId, ids]);
  await query(tx, insertAttended, [
    schoolId,
    places.map(([pupil]) => pupil),
    places.map(([, group]) => group),
    places.map(([, , main]) => main),
  ]);
}

const removeGroups = {
  name: "remove_roster_groups",
  text: "delete from groups where school_id = $1 and external_id = any($2)",
};

const removeTeachers = {
  name: "remove_roster_teachers",
  text: "delete from teachers where school_id = $1 and external_id = any($2)",
};

export async function removeRosterGroups(
  tx: Transaction,
  schoolId: string,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length > 0) await query(tx, removeGroups, [schoolId, externalIds]);
}

export async function removeRosterTeachers(
  tx: Transaction,
  schoolId: string,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length > 0) await query(tx, removeTeachers, [schoolId, externalIds]);
}

function names(people: People) {
  return [
    people.map((person) => person.externalId),
    people.map((person) => person.firstName),
    people.map((person) => person.infix),
    people.map((person) => person.lastName),
  ];
}
