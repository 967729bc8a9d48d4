import type { AddressState } from "../../domain/home-login.ts";
import type { PageRequest } from "../../domain/pagination.ts";
import { arrayRows, command, findRow, hasRows, objectRows, type Statement } from "../statement.ts";

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
export const dutchOrder = `
  coalesce(p.last_name, '') collate "nl-x-icu", coalesce(p.first_name, '') collate "nl-x-icu", p.id`;

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
          order by ${dutchOrder}, a.slot`,
};

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
                   (${dutchOrder}) > ($6::text, $7::text, $4))
            order by ${dutchOrder}
            limit $5)
         select ${columns}
           from page p
           left join home_addresses a on a.school_id = $1 and a.pupil_id = p.id
          order by ${dutchOrder}, a.slot`,
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

/** Lists all pupils of a group by last and first name. */
export function allGroupPupils(schoolId: string, groupId: string): Statement<PupilRow[]> {
  return arrayRows(ofGroupSql, [schoolId, groupId], mapPupils);
}

/** Lists a page of pupils: all, or only those with (`true`) or without (`false`) home login. */
export function groupPupils(
  schoolId: string,
  groupId: string,
  hasHomeLogin: boolean | undefined,
  { limit, afterKey }: PageRequest,
): Statement<PupilRow[]> {
  const [lastName, firstName] = afterKey?.texts ?? [];
  const values = [schoolId, groupId, hasHomeLogin, afterKey?.id, limit, lastName, firstName];
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
