// Notices to removed addresses. A notice outlives the address, so it keeps a copy of it until it is sent.
import { inArray } from "drizzle-orm";
import type { Locale } from "../../domain/language/locale.ts";
import type { Transaction } from "../database.ts";
import { removalNotices } from "../schema/mails.ts";
import { command, listRows, type Statement, unlessEmpty } from "../statement.ts";
import type { MailCoolDown } from "./mail-cool-downs.ts";
import type { MailSubject } from "./mail-deliveries.ts";

export interface RemovedAddress {
  /** Id of the mail, if a new one is inserted. */
  readonly mailId: string;
  readonly homeAddressId: string;
  readonly emailKey: string;
  /** Its place in the request: 0 for a single one. */
  readonly rank: number;
}

const enqueueSql = {
  name: "enqueue_removal_notices",
  text: `with told as (
           select i.mail_id, i.rank, i.cool_down_key, a.pupil_id, a.email, a.email_key
             from unnest($2::uuid[], $3::uuid[], $4::integer[], $7::bytea[])
                  as i (mail_id, home_address_id, rank, cool_down_key)
             join home_addresses a on a.school_id = $1 and a.id = i.home_address_id
            where a.withdrawn_at is null
              and (a.activated_at is not null or
                   a.bounced_at is null and a.expires_at > $6
                   and exists (select from mail_items t
                                 join mails m on m.id = t.mail_id and m.outcome = 'sent'
                                where t.school_id = $1 and t.home_address_id = a.id))),
         firsts as (
           select distinct on (email_key) mail_id, email_key, rank, cool_down_key
             from told order by email_key, rank),
         waiting as materialized (
           select m.email_key
             from firsts f
             join mails m on m.email_key = f.email_key and m.kind = 'address-removed'
              and m.outcome is null and m.attempts = 0
            order by m.email_key
              for update of m),
         slots as (
           insert into mail_cool_downs as c (key, mails, last_at, expires_at)
           select cool_down_key, 1, $6::timestamptz, $6::timestamptz + interval '1 day'
             from firsts where email_key not in (select email_key from waiting)
           on conflict (key) do update
           set mails = next_mail_count(c.mails, c.last_at, $6, $8),
               last_at = next_mail_at(c.mails, c.last_at, $6, $8),
               expires_at = next_mail_at(c.mails, c.last_at, $6, $8)
                            + make_interval(secs => 86400 * next_mail_count(c.mails, c.last_at, $6, $8))
           returning key, last_at),
         written as (
           insert into mails (id, email_key, rank, kind, locale, created_at, available_at)
           select f.mail_id, f.email_key, f.rank, 'address-removed', $5, $6::timestamptz,
                  coalesce(s.last_at, $6)
             from firsts f left join slots s on s.key = f.cool_down_key
            order by f.email_key
           on conflict (email_key, kind)
              where settled_at is null and attempts = 0 and kind <> 'password-notice'
           do update set rank = least(mails.rank, excluded.rank)
           returning id, email_key)
         insert into removal_notices (school_id, mail_id, pupil_id, email, email_key, created_at)
         select $1, w.id, t.pupil_id, t.email, t.email_key, $6
           from told t join written w using (email_key)
         on conflict do nothing`,
};

/**
 * Writes a mail to each mailbox of these home addresses, before they are removed and with their mailboxes
 * locked. It leaves when the cool-down of the mailbox is over. An address that heard of nothing gets none: it
 * was never sent to, its mail came back, or its link has expired.
 */
export function enqueueRemovalNotices(
  schoolId: string,
  {
    locale,
    createdAt,
    coolDown,
  }: { readonly locale: Locale; readonly createdAt: Date; readonly coolDown: MailCoolDown },
  addresses: readonly RemovedAddress[],
): Statement<void> {
  return unlessEmpty(
    addresses,
    command(enqueueSql, [
      schoolId,
      addresses.map(({ mailId }) => mailId),
      addresses.map(({ homeAddressId }) => homeAddressId),
      addresses.map(({ rank }) => rank),
      locale,
      createdAt,
      addresses.map(({ emailKey }) => coolDown.keyOf(emailKey, "address-removed")),
      coolDown.seconds,
    ]),
  );
}

const subjectsSql = {
  name: "list_removal_subjects",
  text: `select n.mail_id as "mailId", n.email, p.first_name as "firstName",
                s.name as "schoolName", s.contact as "schoolContact", null as link,
                null as "passwordUse"
           from removal_notices n
           join pupils p on p.school_id = n.school_id and p.id = n.pupil_id
           join schools s on s.id = n.school_id
          where n.mail_id = any($1)
            and not exists (select from home_addresses a
                             where a.school_id = n.school_id and a.pupil_id = n.pupil_id
                               and a.email_key = n.email_key and a.withdrawn_at is null)
          order by p.first_name, p.id`,
};

/** Lists the children of these notices, except those that have the address again. In service scope. */
export function listRemovalSubjects(mailIds: readonly string[]): Statement<MailSubject[]> {
  return listRows(subjectsSql, [mailIds]);
}

/** Deletes the copies of settled notices. A trigger deletes a mailbox that has no address left. */
export async function removeRemovalNotices(
  tx: Transaction,
  mailIds: readonly string[],
): Promise<void> {
  await tx.delete(removalNotices).where(inArray(removalNotices.mailId, [...mailIds]));
}
