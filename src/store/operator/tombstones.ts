// Tombstones of rows that were removed, and the rows of a restored database that may have one. All in service
// scope.
import { nilUuid } from "../../domain/nil-uuid.ts";
import type { TombstoneKind } from "../../security/tombstone.ts";
import { execute, type Transaction } from "../database.ts";
import { command, hasRows, listRows, type Statement } from "../statement.ts";

export interface TombstoneRow {
  readonly kind: TombstoneKind;
  readonly subjectId: string;
  readonly removedAt: Date;
}

const takeSql = {
  name: "take_tombstones",
  text: `with taken as (
           delete from tombstones
            where id in (select id from tombstones order by id limit $1 for update skip locked)
        returning id, kind, subject_id, removed_at)
         select kind, subject_id as "subjectId", removed_at as "removedAt" from taken order by id`,
};

/** Deletes the oldest tombstones that no other process takes, and returns them. */
export function takeTombstones(limit: number): Statement<TombstoneRow[]> {
  return listRows(takeSql, [limit]);
}

/** Key of the last row that was read; empty before the first row. */
export type Place = readonly string[];

/** A row of a restored database. */
export interface RestoredRow {
  readonly schoolId: string;
  readonly id: string;
}

export interface RestoredAddress extends RestoredRow {
  readonly pupilId: string;
  readonly emailKey: string;
  readonly isWithdrawn: boolean;
  readonly isDeclined: boolean;
  /** When it was invited or activated for the last time. */
  readonly changedAt: Date;
}

const from = `(coalesce(($1::uuid[])[1], '${nilUuid}'), coalesce(($1::uuid[])[2], '${nilUuid}'))`;

const pupilsSql = {
  name: "list_restored_pupils",
  text: `select school_id as "schoolId", id from pupils
          where (school_id, id) > ${from} order by school_id, id limit $2`,
};

/** Lists pupils in the order of their keys, also pupils that have left. */
export function listRestoredPupils(place: Place, limit: number): Statement<RestoredRow[]> {
  return listRows(pupilsSql, [place, limit]);
}

const addressesSql = {
  name: "list_restored_addresses",
  text: `select school_id as "schoolId", id, pupil_id as "pupilId", email_key as "emailKey",
                withdrawn_at is not null as "isWithdrawn",
                coalesce(bounce_reason = 'not-their-child', false) as "isDeclined",
                greatest(invited_at, activated_at) as "changedAt"
           from home_addresses
          where (school_id, id) > ${from} order by school_id, id limit $2`,
};

/** Lists home addresses in the order of their keys. */
export function listRestoredAddresses(place: Place, limit: number): Statement<RestoredAddress[]> {
  return listRows(addressesSql, [place, limit]);
}

const schoolsSql = {
  name: "list_restored_schools",
  text: "select id, brin, name from schools order by id",
};
const clientsSql = {
  name: "list_restored_clients",
  text: "select id from api_clients where revoked_at is null order by id",
};
const issuersSql = {
  name: "list_restored_issuers",
  text: "select id, iss from token_issuers order by id",
};

export interface RestoredSchool {
  readonly id: string;
  readonly brin: string;
  readonly name: string;
}

export function listRestoredSchools(): Statement<RestoredSchool[]> {
  return listRows(schoolsSql, []);
}

/** Lists clients that have not been revoked. */
export function listRestoredClients(): Statement<{ readonly id: string }[]> {
  return listRows(clientsSql, []);
}

export function listRestoredIssuers(): Statement<{ readonly id: string; readonly iss: string }[]> {
  return listRows(issuersSql, []);
}

const lockSql = {
  name: "lock_restore",
  text: "select where pg_try_advisory_xact_lock(hashtext('thuisinlog.restore'))",
};
const waitSql = {
  name: "wait_in_restore",
  text: "select set_config('idle_in_transaction_session_timeout', '0', true)",
};

/**
 * Takes the lock of the clean-up after a restore until the transaction ends, and lets the transaction be idle
 * for any time. Resolves to `false` while another process has the lock.
 */
export async function lockRestore(tx: Transaction): Promise<boolean> {
  await execute(tx, command(waitSql, []));
  return await execute(tx, hasRows(lockSql, []));
}
