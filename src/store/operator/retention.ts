// Deletes expired rows. Each statement takes one batch and skips locked rows, so that any number of replicas may
// run it concurrently. All in service scope.
import { nilUuid } from "../../domain/nil-uuid.ts";
import { execute, pipeline, type Transaction } from "../database.ts";
import { command, countRows, findRow, listRows, type Statement } from "../statement.ts";

/** Key of the last row that was read; empty before the first row. */
export type Place = readonly string[];

/** Deletes one batch of rows that expired before `before`. Returns where the next batch starts, if there may be one. */
export type RemoveBatch = (
  tx: Transaction,
  before: Date,
  limit: number,
  from: Place,
) => Promise<Place | undefined>;

export interface LeftPupil {
  readonly schoolId: string;
  readonly id: string;
}

// The shortest period of all schools bounds the search in the index.
const claimPupilsSql = {
  name: "claim_left_pupils",
  text: `select p.school_id as "schoolId", p.id
           from pupils p
           join schools s on s.id = p.school_id
          where p.left_at <= $1::timestamptz - s.retention_days * interval '24 hours'
            and p.left_at <= $1::timestamptz - (select min(retention_days) from schools) * interval '24 hours'
          order by p.left_at
          limit $2
            for update of p skip locked`,
};

/** Locks pupils that left before the retention period of their school. */
export function claimLeftPupils(now: Date, limit: number): Statement<LeftPupil[]> {
  return listRows(claimPupilsSql, [now, limit]);
}

// Mailboxes are locked first and in order, as in every change of a home address.
const lockMailboxesSql = {
  name: "lock_mailboxes_of_pupils",
  text: `select from mailboxes
          where email_key in (select a.email_key
                                from unnest($1::uuid[], $2::uuid[]) as gone (school_id, id)
                                join home_addresses a
                                  on a.school_id = gone.school_id and a.pupil_id = gone.id)
          order by email_key
            for update`,
};

const removePupilsSql = {
  name: "remove_left_pupils",
  text: `delete from pupils p
          using unnest($1::uuid[], $2::uuid[]) as gone (school_id, id)
          where p.school_id = gone.school_id and p.id = gone.id`,
};

/** Deletes pupils with their addresses, passwords, links and mails. */
export async function removeLeftPupils(
  tx: Transaction,
  pupils: readonly LeftPupil[],
): Promise<void> {
  const keys = [pupils.map(({ schoolId }) => schoolId), pupils.map(({ id }) => id)];
  await pipeline(tx, [command(lockMailboxesSql, keys), command(removePupilsSql, keys)]);
}

/** Deletes expired sessions. A deleted session gets the same answer as an unknown one. */
export const removeExpiredSessions = removesSessions("expires_at");

/** Deletes sessions that were ended. */
export const removeEndedSessions = removesSessions("ended_at");

function removesSessions(moment: "expires_at" | "ended_at"): RemoveBatch {
  return removes(
    `remove_sessions_by_${moment}`,
    `with over as (
       select school_id, id from home_sessions where ${moment} <= $1 limit $2 for update skip locked)
     delete from home_sessions s using over
      where s.school_id = over.school_id and s.id = over.id
     returning 1`,
  );
}

/**
 * Deletes links that were used or replaced, or have expired. The newest link of an address stays: a family
 * may still open it, and the school sees the state of its mail.
 */
export const removeClosedLinks = looksThrough(
  "remove_closed_links",
  `with seen as (
     select school_id, id, home_address_id, created_at, coalesce(used_at, replaced_at, expires_at) as over_at
       from activation_links
      where (school_id, id) > (coalesce(($3::uuid[])[1], '${nilUuid}'), coalesce(($3::uuid[])[2], '${nilUuid}'))
      order by school_id, id limit $2),
   over as (
     select l.school_id, l.id
       from seen s join activation_links l using (school_id, id)
      where s.over_at <= $1
        and exists (select from activation_links n
                     where n.school_id = s.school_id and n.home_address_id = s.home_address_id
                       and (n.created_at, n.id) > (s.created_at, s.id))
        for update of l skip locked),
   gone as (
     delete from activation_links l using over
      where l.school_id = over.school_id and l.id = over.id)
   select array[school_id, id] as place, (select count(*)::int from seen) as count
     from seen order by school_id desc, id desc limit 1`,
);

/** Deletes settled mails with their attempts, except the newest mail with a link to each address. */
export const removeSettledMails = looksThrough(
  "remove_settled_mails",
  `with seen as (
     select id, created_at, settled_at
       from mails where id > coalesce(($3::uuid[])[1], '${nilUuid}') order by id limit $2),
   over as (
     select m.id
       from seen s join mails m using (id)
      where s.settled_at <= $1
        and not exists (
          select from mail_items i
           where i.mail_id = s.id and i.link_id is not null
             and not exists (
               select from mail_items j
                 join mails n on n.id = j.mail_id
                where j.school_id = i.school_id and j.home_address_id = i.home_address_id
                  and j.link_id is not null and (n.created_at, n.id) > (s.created_at, s.id)))
        for update of m skip locked),
   gone as (delete from mails m using over where m.id = over.id)
   select array[id] as place, (select count(*)::int from seen) as count
     from seen order by id desc limit 1`,
);

/** Deletes old audit events of `limit` schools, at most fifty of each at a time. */
export const removePastAuditEvents = looksThrough(
  "remove_past_audit_events",
  `select place, count
     from remove_past_audit_events($1, $2, coalesce(($3::uuid[])[1], '${nilUuid}'))`,
);

/** Deletes expired devices. */
export const removeExpiredDevices = removesPast("devices", "id", "expires_at");

/** Deletes letters whose code has expired. */
export const removeExpiredLetters = removes(
  "remove_expired_letters",
  `with past as (
     select school_id, pupil_id from letters where expires_at <= $1 limit $2 for update skip locked)
   delete from letters l using past
    where l.school_id = past.school_id and l.pupil_id = past.pupil_id
   returning 1`,
);

/** Deletes proposals that were answered or waited long ago. */
export const removeExpiredProposals = removes(
  "remove_expired_proposals",
  `with past as (
     select school_id, id from address_proposals where expires_at <= $1
      limit $2 for update skip locked)
   delete from address_proposals a using past
    where a.school_id = past.school_id and a.id = past.id
   returning 1`,
);

/** Deletes failures that no longer count. */
export const removeExpiredThrottles = removesPast("throttles", "key", "expires_at");

/** Deletes expired cool-downs. */
export const removeExpiredMailCoolDowns = removesPast("mail_cool_downs", "key", "expires_at");

/** Deletes requests for links that were never answered. */
export const removeOldLinkRequests = removesPast("link_requests", "email_key", "requested_at");

/** Deletes tombstones that no process has moved to a file. */
export const removeOldTombstones = removesPast("tombstones", "id", "removed_at");

/** Deletes rows by the key of a table and the timestamp from which they expire. */
function removesPast(table: string, key: string, moment: string): RemoveBatch {
  return removes(
    `remove_past_${table}`,
    `with past as (
       select ${key} from ${table} where ${moment} <= $1 limit $2 for update skip locked)
     delete from ${table} t using past where t.${key} = past.${key}
     returning 1`,
  );
}

/** Deletes at most `limit` rows. */
function removes(name: string, text: string): RemoveBatch {
  return async (tx, before, limit) => {
    const removed = await execute(tx, countRows({ name, text }, [before, limit]));
    return removed === limit ? [] : undefined;
  };
}

interface Seen {
  /** Key of the last row of the batch. */
  readonly place: Place;
  readonly count: number;
}

/**
 * Reads at most `limit` rows in the order of their keys. Nearly all rows stay, so a search for expired
 * rows would scan the whole table each time.
 */
function looksThrough(name: string, text: string): RemoveBatch {
  return async (tx, before, limit, from) => {
    const values = [before, limit, from];
    const seen = await execute(tx, findRow<Seen>({ name, text }, values));
    return seen?.count === limit ? seen.place : undefined;
  };
}
