import { and, eq } from "drizzle-orm";
import type { PageRequest } from "../../domain/pagination.ts";
import type { GroupSettings } from "../../domain/school/settings.ts";
import type { Transaction } from "../database.ts";
import { groups } from "../schema/rosters.ts";
import { arrayRows, command, findRow, hasRows, listRows, type Statement } from "../statement.ts";

export interface Group extends GroupSettings {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  readonly yearGroup: string | null;
}

export interface GroupRow extends Group {
  readonly pupilCount: number;
  readonly homeLoginCount: number;
}

export interface TeacherRow {
  readonly id: string;
  readonly externalId: string;
  readonly firstName: string | null;
  readonly infix: string | null;
  readonly lastName: string | null;
}

export interface TaughtGroup extends Group {
  /** Sorted by last and first name. */
  readonly teachers: readonly TeacherRow[];
}

const columns = `
  g.id, g.external_id as "externalId", g.name, g.year_group as "yearGroup",
  g.login_method as "loginMethod", g.publishers`;

// Sorted by name in Dutch order, whatever the collation of the database. The rule of `$2` is that of a
// school's `SchoolAccess`: it is here too, because the list is read in one round trip with the caller.
// The pupils of all groups are counted together: two ranges of an index, and not one of each pupil.
const listSql = {
  name: "list_groups",
  text: `select ${columns}, coalesce(counted.pupils, 0) as "pupilCount",
                coalesce(counted.at_home, 0) as "homeLoginCount"
           from groups g
           left join (select gp.group_id, count(*)::int as pupils, count(a.pupil_id)::int as at_home
                        from group_pupils gp
                        left join (select distinct pupil_id from home_addresses where school_id = $1) a
                          on a.pupil_id = gp.pupil_id
                       where gp.school_id = $1
                       group by gp.group_id) counted on counted.group_id = g.id
          where g.school_id = $1
            and ($2::text is null or exists (
                  select from teachers t
                    join schools s on s.id = t.school_id
                   where t.school_id = $1 and t.external_id = $2
                     and (t.roles && s.whole_school_roles or exists (
                          select from group_teachers gt
                           where gt.school_id = $1 and gt.group_id = g.id and gt.teacher_id = t.id))))
            and ($3::uuid is null or (g.name collate "nl-x-icu", g.id) > ($5::text, $3))
          order by g.name collate "nl-x-icu", g.id
          limit $4`,
};

const findSql = {
  name: "find_group",
  text: `select ${columns} from groups g where g.school_id = $1 and g.id = $2`,
};

const lockSql = {
  name: "lock_group",
  text: "select from groups where school_id = $1 and id = $2 for update",
};

// One row per teacher, or one row without a teacher.
const taughtSql = {
  name: "find_taught_group",
  text: `select g.id, g.external_id, g.name, g.year_group, g.login_method, g.publishers,
                t.id, t.external_id, t.first_name, t.infix, t.last_name
           from groups g
           left join (group_teachers gt
             join teachers t on t.school_id = gt.school_id and t.id = gt.teacher_id)
             on gt.school_id = g.school_id and gt.group_id = g.id
          where g.school_id = $1 and g.id = $2
          order by t.last_name collate "nl-x-icu", t.first_name collate "nl-x-icu", t.id`,
};

const teachesSql = {
  name: "teaches_group",
  text: `select 1 as found from group_teachers
          where school_id = $1 and group_id = $2 and teacher_id = $3`,
};

/**
 * Lists groups by name: all groups of the school, or those that a teacher may see. The teacher is
 * given by its external id; one that is not in the roster sees none.
 */
export function listGroups(
  schoolId: string,
  teacherExternalId: string | undefined,
  { limit, afterKey }: PageRequest,
): Statement<GroupRow[]> {
  const values = [schoolId, teacherExternalId, afterKey?.id, limit, afterKey?.texts[0]];
  return listRows(listSql, values);
}

export function findGroup(schoolId: string, groupId: string): Statement<Group | undefined> {
  return findRow(findSql, [schoolId, groupId]);
}

/** Locks a group, if it exists, so that its changes run one after another. */
export function lockGroup(schoolId: string, groupId: string): Statement<void> {
  return command(lockSql, [schoolId, groupId]);
}

/** Updates one or more settings. */
export async function updateGroup(
  tx: Transaction,
  schoolId: string,
  groupId: string,
  { loginMethod, publishers }: Partial<GroupSettings>,
): Promise<void> {
  await tx
    .update(groups)
    .set({
      ...(loginMethod !== undefined && { loginMethod }),
      ...(publishers !== undefined && { publishers: publishers && [...publishers] }),
    })
    .where(and(eq(groups.schoolId, schoolId), eq(groups.id, groupId)));
}

type TaughtRow = readonly [
  ...[id: string, externalId: string, name: string, yearGroup: string | null],
  ...[loginMethod: Group["loginMethod"], publishers: Group["publishers"]],
  ...[teacherId: string | null, teacherExternalId: string],
  ...[firstName: string | null, infix: string | null, lastName: string | null],
];

/** Finds a group with its teachers. */
export function taughtGroup(schoolId: string, groupId: string): Statement<TaughtGroup | undefined> {
  return arrayRows(taughtSql, [schoolId, groupId], (rows: readonly TaughtRow[]) => {
    const [first] = rows;
    if (!first) return undefined;
    const [id, externalId, name, yearGroup, loginMethod, publishers] = first;
    const group = { id, externalId, name, yearGroup, loginMethod, publishers };
    return { ...group, teachers: rows.flatMap(teacherOf) };
  });
}

function teacherOf(row: TaughtRow): TeacherRow[] {
  const [, , , , , , id, externalId, firstName, infix, lastName] = row;
  return id === null ? [] : [{ id, externalId, firstName, infix, lastName }];
}

export function teachesGroup(
  schoolId: string,
  groupId: string,
  teacherId: string,
): Statement<boolean> {
  return hasRows(teachesSql, [schoolId, groupId, teacherId]);
}
