// Removes what a restored backup must not revive. Each statement takes one batch and returns its size, so that
// no transaction takes long. All in service scope.
import { allowLongWork, execute, type Transaction } from "../database.ts";
import { countRows, type Sql } from "../statement.ts";

/** Changes one batch of rows from before the backup; returns how many. */
export type RestoreBatch = (
  tx: Transaction,
  times: { readonly backupAt: Date; readonly now: Date },
  limit: number,
) => Promise<number>;

const endSessionsSql = {
  name: "end_restored_sessions",
  text: `update home_sessions set ended_at = $1
          where (school_id, id) in (select school_id, id from home_sessions
                                     where ended_at is null and expires_at > $1
                                     limit $2)
      returning 1`,
};

export const endSessions: RestoreBatch = async (tx, { now }, limit) =>
  await change(tx, endSessionsSql, [now, limit]);

const removeDevicesSql = {
  name: "remove_restored_devices",
  text: `delete from devices
          where id in (select id from devices where created_at <= $1 limit $2)
      returning 1`,
};

export const removeDevices: RestoreBatch = async (tx, { backupAt }, limit) =>
  await change(tx, removeDevicesSql, [backupAt, limit]);

// An address that waits for its first link is "expired" from now on, so that a teacher sees it and a new
// mail may be sent.
const closeLinksSql = {
  name: "close_restored_links",
  text: `with closed as (
           update activation_links set expires_at = $2
            where (school_id, id) in (select school_id, id from activation_links
                                       where used_at is null and replaced_at is null
                                         and created_at <= $1 and expires_at > $2
                                       limit $3)
        returning school_id, home_address_id),
         expired as (
           update home_addresses a set expires_at = $2
             from closed
            where a.school_id = closed.school_id and a.id = closed.home_address_id
              and a.activated_at is null and a.expires_at > $2)
         select from closed`,
};

export const closeLinks: RestoreBatch = async (tx, { backupAt, now }, limit) =>
  await change(tx, closeLinksSql, [backupAt, now, limit]);

const dropMailsSql = {
  name: "drop_restored_mails",
  text: `with dropped as (
           update mails set settled_at = $2, outcome = 'dropped'
            where id in (select id from mails where settled_at is null and created_at <= $1 limit $3)
        returning id),
         forgotten as (
           delete from removal_notices where mail_id in (select id from dropped))
         select from dropped`,
};

export const dropMails: RestoreBatch = async (tx, { backupAt, now }, limit) =>
  await change(tx, dropMailsSql, [backupAt, now, limit]);

const removeRequestsSql = {
  name: "remove_restored_link_requests",
  text: `delete from link_requests
          where email_key in (select email_key from link_requests where requested_at <= $1 limit $2)
      returning 1`,
};

export const removeLinkRequests: RestoreBatch = async (tx, { backupAt }, limit) =>
  await change(tx, removeRequestsSql, [backupAt, limit]);

async function change(tx: Transaction, sql: Sql, values: readonly unknown[]): Promise<number> {
  await allowLongWork(tx);
  return await execute(tx, countRows(sql, values));
}
