import { listRows, type Statement } from "./statement.ts";

export interface UnreachedAddress {
  readonly schoolId: string;
  readonly id: string;
  readonly pupilId: string;
  readonly emailKey: string;
}

/**
 * Not activated, and its newest mail with a link did not arrive. An address whose owner declined the child
 * or reported the mail as unwanted is left alone.
 */
const unreached = `
  select a.school_id as "schoolId", a.id, a.pupil_id as "pupilId", a.email_key as "emailKey"
    from home_addresses a
    join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
    join lateral (
           select m.outcome, m.settled_at
             from mail_items i
             join mails m on m.id = i.mail_id
            where i.school_id = a.school_id and i.home_address_id = a.id and i.link_id is not null
            order by m.created_at desc, m.id desc
            limit 1) newest on true
   where a.activated_at is null and a.withdrawn_at is null
     and coalesce(a.bounce_reason, 'other') not in ('not-their-child', 'reported-as-spam')
     and (a.bounced_at >= $1 or newest.outcome = 'failed' and newest.settled_at >= $1)`;

const listSql = {
  name: "list_unreached_addresses",
  text: `${unreached} order by a.school_id, a.email_key, a.id`,
};

/** Of every school, those of one mailbox together; in service scope. */
export function listUnreachedAddresses(since: Date): Statement<UnreachedAddress[]> {
  return listRows(listSql, [since]);
}

const stillSql = {
  name: "list_still_unreached_addresses",
  text: `${unreached} and a.school_id = $2 and a.id = any($3) order by a.email_key, a.id`,
};

/** Those of these addresses that still are. Call it under the lock of their mailboxes. */
export function listStillUnreached(
  since: Date,
  schoolId: string,
  ids: readonly string[],
): Statement<UnreachedAddress[]> {
  return listRows(stillSql, [since, schoolId, ids]);
}
