// Invitations whose link is about to expire. In service scope.
import type { Locale } from "../../domain/language/locale.ts";
import { listRows, type Statement } from "../statement.ts";

/** A link that is to be reminded of. */
export interface DueLink {
  readonly schoolId: string;
  readonly linkId: string;
  readonly homeAddressId: string;
  readonly emailKey: string;
  readonly locale: Locale;
}

/** Range in which a link that gets a reminder expires, and its shortest lifetime. */
export interface ReminderWindow {
  readonly now: Date;
  readonly expiresBefore: Date;
  readonly lifetimeMinSeconds: number;
}

// $1 now, $2 the end of the window, $3 the shortest lifetime in seconds. Only the newest link of an
// address gets a reminder, and none while its first mail still waits.
const due = `l.purpose = 'activation' and l.used_at is null and l.replaced_at is null
             and l.reminded_at is null and l.expires_at > $1 and l.expires_at <= $2
             and l.expires_at > l.created_at + $3 * interval '1 second'
             and a.activated_at is null and a.bounced_at is null and a.withdrawn_at is null
             and (s.network_environment is null or s.home_login_beside_network_environment)
             and not exists (select from activation_links n
                              where n.school_id = l.school_id and n.home_address_id = l.home_address_id
                                and (n.created_at, n.id) > (l.created_at, l.id))
             and not exists (select from mail_items i
                               join mails w on w.id = i.mail_id and w.outcome is null
                              where i.school_id = l.school_id and i.link_id = l.id)`;

const lockSql = {
  name: "lock_mailboxes_with_due_links",
  text: `select m.email_key as "emailKey" from mailboxes m
          where m.email_key in (
                  select a.email_key
                    from activation_links l
                    join home_addresses a on a.school_id = l.school_id and a.id = l.home_address_id
                    join schools s on s.id = l.school_id
                   where ${due}
                   order by l.expires_at
                   limit $4)
          order by m.email_key
            for update skip locked`,
};

/** Locks mailboxes with a link that expires within the window; skips those that are locked. */
export function lockMailboxesToRemind(
  { now, expiresBefore, lifetimeMinSeconds }: ReminderWindow,
  limit: number,
): Statement<string[]> {
  const values = [now, expiresBefore, lifetimeMinSeconds, limit];
  return listRows(lockSql, values, ({ emailKey }: { emailKey: string }) => emailKey);
}

const claimSql = {
  name: "claim_due_links",
  text: `update activation_links l set reminded_at = $1
           from home_addresses a, schools s
          where a.email_key = any($4)
            and l.school_id = a.school_id and l.home_address_id = a.id and s.id = a.school_id
            and ${due}
      returning l.school_id as "schoolId", l.id as "linkId", a.id as "homeAddressId",
                a.email_key as "emailKey", s.locale`,
};

/** Takes the links of these mailboxes that expire within the window; each is taken once. */
export function claimDueLinks(
  { now, expiresBefore, lifetimeMinSeconds }: ReminderWindow,
  emailKeys: readonly string[],
): Statement<DueLink[]> {
  return listRows(claimSql, [now, expiresBefore, lifetimeMinSeconds, emailKeys]);
}
