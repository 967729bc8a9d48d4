// Reads the roster of a school, to compare it with a new one.

import type { CurrentRoster, LeavingCount } from "../../domain/roster/plan.ts";
import { execute, pipeline, type Transaction } from "../database.ts";
import { arrayRows, listRows, objectRows, type Statement } from "../statement.ts";

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

type PupilCells = [
  externalId: string,
  eckId: string | null,
  firstName: string | null,
  infix: string | null,
  lastName: string | null,
  picture: string | null,
  hasLeft: boolean,
  group: string | null,
  groups: string[] | null,
];

const pupilsPerPage = 1_000;
const noGroups: readonly string[] = [];

const currentPupils = {
  name: "roster_pupils",
  text: `select p.external_id, p.eck_id, p.first_name, p.infix, p.last_name, p.picture, p.left_at is not null,
                attended.main, attended.others
           from pupils p
          cross join lateral (
                select max(g.external_id) filter (where gp.main) as main,
                       array_agg(g.external_id) filter (where not gp.main) as others
                  from group_pupils gp
                  join groups g on g.school_id = gp.school_id and g.id = gp.group_id
                 where gp.school_id = $1 and gp.pupil_id = p.id) attended
          where p.school_id = $1 and p.external_id > $2
          order by p.external_id limit $3`,
};

const leavingSql = {
  name: "count_leaving_pupils",
  text: `select count(*)::int as here, count(*) filter (where external_id <> all($2))::int as leaving
           from pupils where school_id = $1 and left_at is null`,
};

const nobody: LeavingCount = { here: 0, leaving: 0 };

/**
 * Counts the pupils of a school, and those that would leave if only pupils with these keys stayed. It
 * reads none of them.
 */
export function countLeaving(
  schoolId: string,
  externalIds: readonly string[],
): Statement<LeavingCount> {
  return objectRows(
    leavingSql,
    [schoolId, externalIds],
    ([count = nobody]: readonly LeavingCount[]) => count,
  );
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
      arrayRows(currentPupils, [schoolId, after, pupilsPerPage], (rows: readonly PupilCells[]) =>
        rows.map(mapPupil),
      ),
    );
    for (const pupil of page) pupils.push(pupil);
    if (page.length < pupilsPerPage) return pupils;
  }
}

function mapPupil(cells: PupilCells): CurrentPupil {
  const [externalId, eckId, firstName, infix, lastName, picture, hasLeft, group, groups] = cells;
  const name = { firstName, infix, lastName };
  return { externalId, eckId, ...name, picture, hasLeft, group, groups: groups ?? noGroups };
}
