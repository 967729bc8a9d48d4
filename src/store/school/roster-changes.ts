// Writes groups, teachers and pupils of a roster: one statement a step, for any number of rows.
import type { Roster } from "../../domain/roster/roster.ts";
import { command, type Statement, unlessEmpty } from "../statement.ts";

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

// Like `upsert_pupils`, for rows that say nothing about the picture.
const upsertPupilsOnly = {
  name: "upsert_pupils_without_picture",
  text: `insert into pupils (school_id, id, external_id, first_name, infix, last_name, eck_id)
         select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[],
                                  $7::text[])
         on conflict (school_id, external_id) do update
         set first_name = excluded.first_name, infix = excluded.infix,
             last_name = excluded.last_name, eck_id = excluded.eck_id, left_at = null`,
};

/** Inserts or updates groups; `newIds` has an id for each. */
export function upsertRosterGroups(
  schoolId: string,
  groups: Roster["groups"],
  newIds: readonly string[],
): Statement<void> {
  return unlessEmpty(
    groups,
    command(upsertGroups, [
      schoolId,
      newIds,
      groups.map((group) => group.externalId),
      groups.map((group) => group.name),
      groups.map((group) => group.yearGroup),
    ]),
  );
}

export function upsertRosterTeachers(
  schoolId: string,
  teachers: Roster["teachers"],
  newIds: readonly string[],
): Statement<void> {
  const roles = teachers.map((teacher) => [...new Set(teacher.roles)].join(" "));
  return unlessEmpty(
    teachers,
    command(upsertTeachers, [schoolId, newIds, ...names(teachers), roles]),
  );
}

/** Inserts or updates pupils that are new, changed or returned, with their pictures. */
export function upsertRosterPupils(
  schoolId: string,
  pupils: Roster["pupils"],
  newIds: readonly string[],
): Statement<void> {
  return unlessEmpty(
    pupils,
    command(upsertPupils, [
      schoolId,
      newIds,
      ...names(pupils),
      pupils.map((pupil) => pupil.eckId),
      pupils.map((pupil) => pupil.picture),
    ]),
  );
}

/** Inserts or updates pupils that are new, changed or returned. A known pupil keeps its picture. */
export function upsertRosterPupilsOnly(
  schoolId: string,
  pupils: Roster["pupils"],
  newIds: readonly string[],
): Statement<void> {
  const eckIds = pupils.map((pupil) => pupil.eckId);
  return unlessEmpty(
    pupils,
    command(upsertPupilsOnly, [schoolId, newIds, ...names(pupils), eckIds]),
  );
}

const removeGroups = {
  name: "remove_roster_groups",
  text: "delete from groups where school_id = $1 and external_id = any($2)",
};

const removeTeachers = {
  name: "remove_roster_teachers",
  text: "delete from teachers where school_id = $1 and external_id = any($2)",
};

export function removeRosterGroups(
  schoolId: string,
  externalIds: readonly string[],
): Statement<void> {
  return unlessEmpty(externalIds, command(removeGroups, [schoolId, externalIds]));
}

export function removeRosterTeachers(
  schoolId: string,
  externalIds: readonly string[],
): Statement<void> {
  return unlessEmpty(externalIds, command(removeTeachers, [schoolId, externalIds]));
}

function names(people: People) {
  return [
    people.map((person) => person.externalId),
    people.map((person) => person.firstName),
    people.map((person) => person.infix),
    people.map((person) => person.lastName),
  ];
}
