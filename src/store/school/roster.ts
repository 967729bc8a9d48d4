// Reads the roster of a school, to compare it with a new one.

import type { CurrentRoster } from "../../domain/roster/plan.ts";
import { execute, pipeline, type Transaction } from "../database.ts";
import { listRows } from "../statement.ts";
import { findSchoolForUpdate } from "./schools.ts";

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

/** Locks the school and returns its roster, so that two uploads run one after another. */
export async function lockRoster(tx: Transaction, schoolId: string): Promise<CurrentRoster> {
  await findSchoolForUpdate(tx, schoolId);
  return await readRoster(tx, schoolId);
}

/** Returns the roster of a school; consistent when read in a snapshot. */
export async function readRoster(tx: Transaction, schoolId: string): Promise<CurrentRoster> {
  const [groups, teachers] = await pipeline(tx, [
    listRows<CurrentRoster["groups"][number]>(currentGroups, [schoolId]),
    listRows<CurrentRoster["teachers"][number]>(currentTeachers, [schoolId]),
  ]);
  return { groups, teachers, pupils: await readPupils(tx, schoolId) };
}

/** Reads pupils page by page, because parsing all rows of one answer would block the event loop. */
async function readPupils(tx: Transaction, schoolId: string): Promise<CurrentRoster["pupils"]> {
  const pupils: CurrentPupil[] = [];
  for (;;) {
    const after = pupils.at(-1)?.externalId ?? "";
    const page = await execute(
      tx,
      listRows<CurrentPupil>(currentPupils, [schoolId, after, pupilsPerPage]),
    );
    for (const pupil of page) pupils.push(pupil);
    if (page.length < pupilsPerPage) return pupils;
  }
}
