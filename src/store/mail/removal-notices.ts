// Mail to who loses an address. It outlives the address, so it keeps what it needs of it until it is sent.
import { inArray } from "drizzle-orm";
import type { Locale } from "../../domain/locale.ts";
import { query, type Transaction } from "../database.ts";
import { removalNotices } from "../schema.ts";
import type { MailSubject } from "./mail-deliveries.ts";

export interface RemovedAddress {
  /** The id of the mail, if it takes one of its own. */
  readonly mailId: string;
  readonly homeAddressId: string;
  /** Its place in the request: 0 for a single one. */
  readonly rank: number;
}

const enqueueStatement = {
  name: "enqueue_removal_notices",
  text: `with told as (
           select i.mail_id, i.rank, a.pupil_id, a.email, a.email_key
             from unnest($2::uuid[], $3::uuid[], $4::integer[]) as i (mail_id, home_address_id, rank)
             join home_addresses a on a.school_id = $1 and a.id = i.home_address_id
            where a.withdrawn_at is null
              and (a.activated_at is not null or
                   a.bounced_at is null and a.expires_at > $6
                   and exists (select from mail_items t
                                 join mails m on m.id = t.mail_id and m.outcome = 'sent'
                                where t.school_id = $1 and t.home_address_id = a.id))),
         written as (
           insert into mails (id, email_key, rank, kind, locale, created_at, available_at)
           select distinct on (email_key)
                  mail_id, email_key, rank, 'address-removed', $5, $6::timestamptz, $6
             from told order by email_key, rank
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
 * Writes a mail to each mailbox of these home addresses, before they go. Who never heard of it hears
 * nothing now: an address that was never sent to, whose mail came back, or whose link has expired.
 */
export async function enqueueRemovalNotices(
  tx: Transaction,
  schoolId: string,
  { locale, createdAt }: { readonly locale: Locale; readonly createdAt: Date },
  addresses: readonly RemovedAddress[],
): Promise<void> {
  if (addresses.length === 0) return;
  await query(tx, enqueueStatement, [
    schoolId,
    addresses.map(({ mailId }) => mailId),
    addresses.map(({ homeAddressId }) => homeAddressId),
    addresses.map(({ rank }) => rank),
    locale,
    createdAt,
  ]);
}

const subjectsStatement = {
  name: "list_removal_subjects",
  text: `select n.mail_id as "mailId", n.email, p.first_name as "firstName", p.last_name as "lastName",
                s.name as "schoolName", null as link
           from removal_notices n
           join pupils p on p.school_id = n.school_id and p.id = n.pupil_id
           join schools s on s.id = n.school_id
          where n.mail_id = any($1)
            and not exists (select from home_addresses a
                             where a.school_id = n.school_id and a.pupil_id = n.pupil_id
                               and a.email_key = n.email_key and a.withdrawn_at is null)
          order by p.first_name, p.id`,
};

/** The children that these mails tell of, without those who have the address again. In service scope. */
export async function listRemovalSubjects(
  tx: Transaction,
  mailIds: readonly string[],
): Promise<MailSubject[]> {
  return await query(tx, subjectsStatement, [mailIds]);
}

/** What was kept for mails that have been sent or given up; the mailbox goes too when nobody has it. */
export async function removeRemovalNotices(
  tx: Transaction,
  mailIds: readonly string[],
): Promise<void> {
  await tx.delete(removalNotices).where(inArray(removalNotices.mailId, [...mailIds]));
}
