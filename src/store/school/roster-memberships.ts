// Writes which groups the teachers and pupils of a roster belong to.
import { combinedGroups, type Roster } from "../../domain/roster/roster.ts";
import { pipeline, type Transaction } from "../database.ts";
import { command } from "../statement.ts";

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

/** Replaces the groups of these teachers by those of the roster. */
export async function replaceTaughtGroups(
  tx: Transaction,
  schoolId: string,
  teachers: Roster["teachers"],
): Promise<void> {
  const pairs = teachers.flatMap((teacher) =>
    teacher.groups.map((group) => [teacher.externalId, group] as const),
  );
  await pipeline(tx, [
    command(removeTaught, [schoolId, teachers.map((teacher) => teacher.externalId)]),
    command(insertTaught, [schoolId, pairs.map(([id]) => id), pairs.map(([, group]) => group)]),
  ]);
}

const removeAttended = {
  name: "remove_attended_groups",
  text: `delete from group_pupils gp using pupils p
          where gp.school_id = $1 and p.school_id = $1 and p.id = gp.pupil_id
            and p.external_id = any($2)`,
};

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
  await pipeline(tx, [
    command(removeAttended, [schoolId, ids]),
    command(insertAttended, [
      schoolId,
      places.map(([pupil]) => pupil),
      places.map(([, group]) => group),
      places.map(([, , main]) => main),
    ]),
  ]);
}
