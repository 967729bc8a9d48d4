// Mail is written down in the transaction of what it tells and sent afterwards. `available_at` is
// schedule, back-off and lease at once: there is no state of being sent in which a mail can stick.
import { and, eq, gt } from "drizzle-orm";
import type { Locale } from "../../domain/locale.ts";
import type { MailKind } from "../../domain/mail-kind.ts";
import type { MailReason } from "../../domain/mail-reason.ts";
import { query, type Transaction } from "../database.ts";
import { type mailItems, mails } from "../schema.ts";

interface NewMails {
  readonly kind: MailKind;
  readonly locale: Locale;
  readonly createdAt: Date;
}

/** What one home address is to be told, and the id of the mail if it takes one of its own. */
interface NewMailItem
  extends Pick<typeof mailItems.$inferSelect, "mailId" | "schoolId" | "homeAddressId" | "linkId"> {
  readonly emailKey: string;
  /** Its place in the request: 0 for a single one. */
  readonly rank?: number | undefined;
}

// The update locks a mail that waits already against a dispatcher. One that has waited for longer than
// the cool-down, behind a large school or a mail server that is away, may be about the same address:
// its newer link takes the place of the one before, which is closed.
const enqueueStatement = {
  name: "enqueue_mails",
  text: `with items as (
           select * from unnest($1::uuid[], $2::text[], $3::integer[], $4::uuid[], $5::uuid[], $6::uuid[])
                as i (mail_id, email_key, rank, school_id, home_address_id, link_id)),
         written as (
           insert into mails (id, email_key, rank, kind, locale, created_at, available_at)
           select distinct on (email_key) mail_id, email_key, rank, $7, $8, $9::timestamptz, $9
             from items order by email_key, rank
           on conflict (email_key, kind)
              where settled_at is null and attempts = 0 and kind <> 'password-notice'
           do update set rank = least(mails.rank, excluded.rank)
           returning id, email_key)
         insert into mail_items (school_id, mail_id, home_address_id, link_id, created_at)
         select i.school_id, w.id, i.home_address_id, i.link_id, $9
           from items i join written w using (email_key)
         on conflict on constraint mail_items_pkey do update set link_id = excluded.link_id`,
};

/**
 * Writes one mail for each mailbox, about all its home addresses here. A mail of the same kind that
 * nobody has tried to send takes them along instead (product rule 11), and goes by the lower rank.
 */
export async function enqueueMails(
  tx: Transaction,
  { kind, locale, createdAt }: NewMails,
  items: readonly NewMailItem[],
): Promise<void> {
  if (items.length === 0) return;
  await query(tx, enqueueStatement, [
    items.map(({ mailId }) => mailId),
    items.map(({ emailKey }) => emailKey),
    items.map(({ rank }) => rank ?? 0),
    items.map(({ schoolId }) => schoolId),
    items.map(({ homeAddressId }) => homeAddressId),
    items.map(({ linkId }) => linkId),
    kind,
    locale,
    createdAt,
  ]);
}

export interface MailState {
  readonly homeAddressId: string;
  readonly settledAt: Date | null;
  readonly outcome: "sent" | "bounced" | "failed" | "dropped" | null;
  readonly attempts: number;
  readonly reason: MailReason | null;
}

const newestStatement = {
  name: "list_newest_mails",
  text: `select distinct on (i.home_address_id) i.home_address_id as "homeAddressId",
                m.settled_at as "settledAt", m.outcome, m.attempts, m.reason
           from mail_items i
           join mails m on m.id = i.mail_id
          where i.school_id = $1 and i.home_address_id = any($2) and i.link_id is not null
          order by i.home_address_id, m.created_at desc, m.id desc`,
};

/** What became of the newest mail with a link to each of these addresses. */
export async function listNewestMails(
  tx: Transaction,
  schoolId: string,
  homeAddressIds: readonly string[],
): Promise<MailState[]> {
  return await query(tx, newestStatement, [schoolId, homeAddressIds]);
}

/** Whether a mail with links that the family asked for was written after this moment. */
export async function wasLinksMailWritten(
  tx: Transaction,
  emailKey: string,
  since: Date,
): Promise<boolean> {
  const written = await tx
    .select({ id: mails.id })
    .from(mails)
    .where(and(eq(mails.emailKey, emailKey), eq(mails.kind, "links"), gt(mails.createdAt, since)))
    .limit(1);
  return written.length > 0;
}

const bounceStatement = {
  name: "bounce_mail",
  text: `update mails
            set outcome = 'bounced', reason = $2, settled_at = coalesce(settled_at, $3)
          where id = $1 and attempts > 0
            and (outcome is null or outcome not in ('bounced', 'dropped'))
      returning 1`,
};

/**
 * A mail that a mail server had taken has come back. Returns whether that is news: not so for a mail
 * that is not known, was never sent or has bounced already.
 */
export async function updateBouncedMail(
  tx: Transaction,
  mailId: string,
  bouncedAt: Date,
  reason: MailReason,
): Promise<boolean> {
  return (await query(tx, bounceStatement, [mailId, reason, bouncedAt])).length > 0;
}
