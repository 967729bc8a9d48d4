// Re-encrypts all stored passwords with the newest secret key, in batches. Statements skip locked rows, so
// any number of replicas may run. All in service scope.
import { nilUuid } from "../../domain/nil-uuid.ts";
import type { PasswordHash } from "../../security/stored-password.ts";
import { countRows, listRows, objectRows, type Statement, unlessEmpty } from "../statement.ts";

export type PasswordTable = "home_addresses" | "picture_codes";

/** A row whose password has the PHC form or is encrypted with another secret key. */
export interface OutdatedPassword extends PasswordHash {
  readonly schoolId: string;
  readonly id: string;
}

/** Key of the last row that was read; empty before the first row. */
export type Place = readonly string[];

export interface PasswordBatch {
  /** Key from which the next batch starts; `undefined` at the end of the table. */
  readonly next: Place | undefined;
  /** Ids of the variants among the rows. */
  readonly variants: readonly string[];
  readonly outdated: readonly OutdatedPassword[];
}

interface Columns {
  readonly id: string;
  readonly hash: string;
  readonly keyId: string;
}

const columnsOf: Readonly<Record<PasswordTable, Columns>> = {
  home_addresses: { id: "id", hash: "password_hash", keyId: "password_key_id" },
  picture_codes: { id: "home_address_id", hash: "code_hash", keyId: "code_key_id" },
};

/** Reads `limit` rows in the order of their keys. `newestKeyId` is the id of the newest secret key. */
export function readPasswordBatch(
  table: PasswordTable,
  newestKeyId: string,
  from: Place,
  limit: number,
): Statement<PasswordBatch> {
  const { id, hash, keyId } = columnsOf[table];
  // The variant is the text between `aes-256-gcm$` and the last `$`, or the start of a PHC string.
  const text = `
    with seen as (
      select school_id, ${id} as id, ${hash} as hash, ${keyId} as key_id
        from ${table}
       where (school_id, ${id}) > (coalesce(($2::uuid[])[1], '${nilUuid}'), coalesce(($2::uuid[])[2], '${nilUuid}'))
       order by school_id, ${id} limit $3)
    select (select count(*)::int from seen) as count,
           (select array[school_id, id]::text[] from seen order by school_id desc, id desc limit 1) as place,
           (select coalesce(array_agg(distinct case
                     when hash like '$%' then substring(hash from '^\\$([^$]+\\$[^$]+\\$[^$]+)\\$') || ',keyid=' || key_id
                     else substring(hash from '^[^$]+\\$(.+)\\$[^$]+$') end), '{}')
              from seen where hash is not null) as variants,
           (select coalesce(jsonb_agg(jsonb_build_object(
                     'schoolId', school_id, 'id', id, 'hash', hash, 'keyId', key_id)), '[]')
              from seen where hash like '$%' or key_id <> $1) as outdated`;
  const sql = { name: `read_passwords_of_${table}`, text };
  return objectRows(sql, [newestKeyId, from, limit], ([batch]: readonly PasswordBatchRow[]) => {
    const { count = 0, place, variants = [], outdated = [] } = batch ?? {};
    const next = count === limit && place ? place : undefined;
    return { next, variants: variants.filter((one) => one !== null), outdated };
  });
}

interface PasswordBatchRow {
  readonly count: number;
  readonly place: Place | null;
  readonly variants: readonly (string | null)[];
  readonly outdated: readonly OutdatedPassword[];
}

/** Replacement of a stored password. */
export interface EncryptedPassword {
  readonly old: OutdatedPassword;
  readonly encrypted: PasswordHash;
}

/** Replaces passwords that did not change since they were read. Returns their number. */
export function replacePasswords(
  table: PasswordTable,
  passwords: readonly EncryptedPassword[],
): Statement<number> {
  const { id, hash, keyId } = columnsOf[table];
  const text = `
    with due as (
      select t.school_id, t.${id} as id, n.hash, n.key_id
        from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
               as n (school_id, id, old_hash, hash, key_id)
        join ${table} t on t.school_id = n.school_id and t.${id} = n.id and t.${hash} = n.old_hash
         for update of t skip locked)
    update ${table} t set ${hash} = due.hash, ${keyId} = due.key_id
      from due where t.school_id = due.school_id and t.${id} = due.id
    returning 1`;
  const values = [
    passwords.map(({ old }) => old.schoolId),
    passwords.map(({ old }) => old.id),
    passwords.map(({ old }) => old.hash),
    passwords.map(({ encrypted }) => encrypted.hash),
    passwords.map(({ encrypted }) => encrypted.keyId),
  ];
  const sql = { name: `replace_passwords_of_${table}`, text };
  return unlessEmpty(passwords, countRows(sql, values));
}

const countSql = {
  name: "count_passwords_by_key",
  text: `select key_id as "keyId", count(*)::int as count
           from (select password_key_id as key_id from home_addresses where password_hash is not null
                 union all select code_key_id from picture_codes) as stored
          group by key_id order by key_id`,
};

/** Counts passwords and picture codes by secret key. */
export function countPasswordsByKey(): Statement<
  { readonly keyId: string; readonly count: number }[]
> {
  return listRows(countSql, []);
}
