import type { AddressState } from "../../domain/home-login.ts";
import type { PageRequest } from "../../domain/pagination.ts";
import {
  arrayRows,
  command,
  findRow,
  hasRows,
  listRows,
  objectRows,
  type Statement,
} from "../statement.ts";

export interface PupilRow {
  readonly id: string;
  readonly externalId: string;
  readonly firstName: string | null;
  readonly infix: string | null;
  readonly lastName: string | null;
  readonly picture: string | null;
  readonly addresses: readonly PupilAddressRow[];
}

export interface PupilAddressRow extends AddressState {
  readonly email: string;
}

// Names are in Dutch order, whatever the collation of the database: case and accents decide last.
// Flat, a row an address or one without for a pupil that has none, and put together here: twice as fast
// as letting the database build JSON.
const columns = `
  p.id, p.external_id, p.first_name, p.infix, p.last_name, p.picture,
  a.email, a.activated_at, a.bounced_at, a.expires_at`;

type FlatRow = readonly [
  ...[id: string, externalId: string],
  ...[firstName: string | null, infix: string | null, lastName: string | null],
  ...[picture: string | null, email: string | null],
  ...[activatedAt: Date | null, bouncedAt: Date | null, expiresAt: Date | null],
];

const ofGroupSql = {
  name: "list_all_group_pupils",
  text: `select ${columns}
           from group_pupils gp
           join pupils p on p.school_id = gp.school_id and p.id = gp.pupil_id
           left join home_addresses a on a.school_id = p.school_id and a.pupil_id = p.id
          where gp.school_id = $1 and gp.group_id = $2
          order by coalesce(p.last_name, '') collate "nl-x-icu", coalesce(p.first_name, '') collate "nl-x-icu", p.id, a.slot`,
};

// The row comparison is spelled out, because a pupil may lack a last or a first name.
const pageSql = {
  name: "list_group_pupils",
  text: `with page as (
           select p.*
             from group_pupils gp
             join pupils p on p.school_id = gp.school_id and p.id = gp.pupil_id
            where gp.school_id = $1 and gp.group_id = $2
              and ($3::boolean is null or $3 = exists (select from home_addresses h
                    where h.school_id = $1 and h.pupil_id = p.id))
              and ($4::uuid is null or
                   (coalesce(p.last_name, '') collate "nl-x-icu", coalesce(p.first_name, '') collate "nl-x-icu", p.id) >
                   (select coalesce(last_name, ''), coalesce(first_name, ''), id
                      from pupils where school_id = $1 and id = $4))
            order by coalesce(p.last_name, '') collate "nl-x-icu", coalesce(p.first_name, '') collate "nl-x-icu", p.id
            limit $5)
         select ${columns}
           from page p
           left join home_addresses a on a.school_id = $1 and a.pupil_id = p.id
          order by coalesce(p.last_name, '') collate "nl-x-icu", coalesce(p.first_name, '') collate "nl-x-icu", p.id, a.slot`,
};

const pupilSql = {
  name: "find_pupil_with_addresses",
  text: `select ${columns}
           from pupils p
           left join home_addresses a on a.school_id = p.school_id and a.pupil_id = p.id
          where p.school_id = $1 and p.id = $2 and p.left_at is null
          order by a.slot`,
};

const pictureSql = {
  name: "update_picture",
  text: "update pupils set picture = $3 where school_id = $1 and id = $2",
};

const lockSql = {
  name: "lock_pupil",
  text: `select id, home_login_updated_at as "homeLoginUpdatedAt"
           from pupils where school_id = $1 and id = $2 and left_at is null for update`,
};

const findSql = {
  name: "find_pupil",
  text: lockSql.text.replace(" for update", ""),
};

const eckIdSql = {
  name: "find_eck_id",
  text: `select eck_id as "eckId" from pupils where school_id = $1 and id = $2 and left_at is null`,
};

const teachesSql = {
  name: "teaches_pupil",
  text: `select 1 as found
           from group_pupils gp
           join group_teachers gt on gt.school_id = gp.school_id and gt.group_id = gp.group_id
          where gp.school_id = $1 and gp.pupil_id = $2 and gt.teacher_id = $3
          limit 1`,
};

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

/** Lists all pupils of a group by last and first name. */
export function allGroupPupils(schoolId: string, groupId: string): Statement<PupilRow[]> {
  return arrayRows(ofGroupSql, [schoolId, groupId], mapPupils);
}

/** Lists a page of pupils: all, or only those with (`true`) or without (`false`) home login. */
export function groupPupils(
  schoolId: string,
  groupId: string,
  hasHomeLogin: boolean | undefined,
  page: PageRequest,
): Statement<PupilRow[]> {
  const values = [schoolId, groupId, hasHomeLogin, page.after, page.limit];
  return arrayRows(pageSql, values, mapPupils);
}

/** Finds a pupil that is at the school now, with its addresses. */
export function findPupilWithAddresses(
  schoolId: string,
  pupilId: string,
): Statement<PupilRow | undefined> {
  return arrayRows(pupilSql, [schoolId, pupilId], (rows: readonly FlatRow[]) => mapPupils(rows)[0]);
}

export function updatePicture(
  schoolId: string,
  pupilId: string,
  picture: string | null,
): Statement<void> {
  return command(pictureSql, [schoolId, pupilId, picture]);
}

export interface PupilHomeLoginRow {
  readonly id: string;
  readonly homeLoginUpdatedAt: Date | null;
}

/** Finds a pupil that is at the school now. */
export function findPupil(
  schoolId: string,
  pupilId: string,
): Statement<PupilHomeLoginRow | undefined> {
  return findRow(findSql, [schoolId, pupilId]);
}

/** Finds and locks a pupil, so that changes of its home login run one after another. */
export function lockPupil(
  schoolId: string,
  pupilId: string,
): Statement<PupilHomeLoginRow | undefined> {
  return findRow(lockSql, [schoolId, pupilId]);
}

/** Finds the ECK iD of a pupil that is at the school now; `null` when it has none. */
export function findEckId(schoolId: string, pupilId: string): Statement<string | null> {
  return objectRows(
    eckIdSql,
    [schoolId, pupilId],
    ([pupil]: readonly { readonly eckId: string | null }[]) => pupil?.eckId ?? null,
  );
}

export function teachesPupil(
  schoolId: string,
  pupilId: string,
  teacherId: string,
): Statement<boolean> {
  return hasRows(teachesSql, [schoolId, pupilId, teacherId]);
}

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

function mapPupils(rows: readonly FlatRow[]): PupilRow[] {
  const pupils: PupilRow[] = [];
  let addresses: PupilAddressRow[] = [];
  for (const row of rows) {
    const [id, externalId, firstName, infix, lastName, picture, email] = row;
    if (pupils.at(-1)?.id !== id) {
      addresses = [];
      pupils.push({ id, externalId, firstName, infix, lastName, picture, addresses });
    }
    const [, , , , , , , activatedAt, bouncedAt, expiresAt] = row;
    if (email !== null) addresses.push({ email, activatedAt, bouncedAt, expiresAt });
  }
  return pupils;
}
