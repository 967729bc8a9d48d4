// Mail is inserted in the transaction of the change that it reports, and sent afterwards. `available_at` is
// schedule, back-off and lease, so there is no processing state in which a mail could be stuck.
import type { Locale } from "../../domain/language/locale.ts";
import type { MailKind } from "../../domain/mail/kind.ts";
import type { MailReason } from "../../domain/mail/reason.ts";
import type { mailItems } from "../schema/mails.ts";
import {
  command,
  hasRows,
  listRows,
  objectRows,
  type Statement,
  unlessEmpty,
} from "../statement.ts";
import type { MailCoolDown } from "./mail-cool-downs.ts";

interface NewMails {
  readonly kind: Exclude<MailKind, "password-notice">;
  readonly locale: Locale;
  readonly createdAt: Date;
  readonly coolDown: MailCoolDown;
}

/** One home address of a mail, and the id of the mail if a new one is inserted. */
interface NewMailItem
  extends Pick<typeof mailItems.$inferSelect, "mailId" | "schoolId" | "homeAddressId" | "linkId"> {
  readonly emailKey: string;
  /** Its place in the request: 0 for a single one. */
  readonly rank?: number | undefined;
}

// `waiting` locks a mail that waits already against the dispatcher, so that it is still there to join. Any
// other mail takes the next free slot of its cool-down. A mail that waited for longer than the cool-down,
// behind a large school or a mail server that is down, may be about the same address: it then carries the
// newer link. Filter on `outcome`: by `settled_at` the planner would read the index of all mails that wait, which are
// few in its statistics and many while a mail server is down.
const enqueueSql = {
  name: "enqueue_mails",
  text: `with items as (
           select * from unnest($1::uuid[], $2::text[], $3::integer[], $4::uuid[], $5::uuid[], $6::uuid[], $10::bytea[])
                as i (mail_id, email_key, rank, school_id, home_address_id, link_id, cool_down_key)),
         firsts as (
           select distinct on (email_key) mail_id, email_key, rank, cool_down_key
             from items order by email_key, rank),
         waiting as materialized (
           select m.email_key
             from firsts f
             join mails m on m.email_key = f.email_key and m.kind = $7
              and m.outcome is null and m.attempts = 0
            order by m.email_key
              for update of m),
         slots as (
           insert into mail_cool_downs as c (key, mails, last_at, expires_at)
           select cool_down_key, 1, $9::timestamptz, $9::timestamptz + interval '1 day'
             from firsts
            where email_key not in (select email_key from waiting)
           on conflict (key) do update
           set mails = next_mail_count(c.mails, c.last_at, $9, $11),
               last_at = next_mail_at(c.mails, c.last_at, $9, $11),
               expires_at = next_mail_at(c.mails, c.last_at, $9, $11)
                            + make_interval(secs => 86400 * next_mail_count(c.mails, c.last_at, $9, $11))
           returning key, last_at),
         written as (
           insert into mails (id, email_key, rank, kind, locale, created_at, available_at)
           select f.mail_id, f.email_key, f.rank, $7, $8, $9::timestamptz, coalesce(s.last_at, $9)
             from firsts f left join slots s on s.key = f.cool_down_key
            order by f.email_key
           on conflict (email_key, kind)
              where settled_at is null and attempts = 0 and kind <> 'password-notice'
           do update set rank = least(mails.rank, excluded.rank)
           returning id, email_key, available_at),
         told as (
           insert into mail_items (school_id, mail_id, home_address_id, link_id, created_at)
           select i.school_id, w.id, i.home_address_id, i.link_id, $9
             from items i join written w using (email_key)
           on conflict on constraint mail_items_pkey do update set link_id = excluded.link_id)
         select email_key as "emailKey", available_at as "availableAt"
           from written where available_at > $9`,
};

interface WaitingMail {
  readonly emailKey: string;
  readonly availableAt: Date;
}

/**
 * Writes one mail for each mailbox, about all its home addresses here; their mailboxes are locked. It
 * is due immediately, or when the cool-down of the mailbox is over. A waiting mail of the same kind takes the
 * addresses along instead (product rule 11), with the lower rank. Returns when waiting mails are due, by mailbox.
 */
export function enqueueMails(
  { kind, locale, createdAt, coolDown }: NewMails,
  items: readonly NewMailItem[],
): Statement<ReadonlyMap<string, Date>> {
  const values = [
    items.map(({ mailId }) => mailId),
    items.map(({ emailKey }) => emailKey),
    items.map(({ rank }) => rank ?? 0),
    items.map(({ schoolId }) => schoolId),
    items.map(({ homeAddressId }) => homeAddressId),
    items.map(({ linkId }) => linkId),
    kind,
    locale,
    createdAt,
    items.map(({ emailKey }) => coolDown.keyOf(emailKey, kind)),
    coolDown.seconds,
  ];
  return unlessEmpty(
    items,
    objectRows(
      enqueueSql,
      values,
      (waiting: readonly WaitingMail[]) =>
        new Map(waiting.map(({ emailKey, availableAt }) => [emailKey, availableAt])),
    ),
  );
}

const noticeSql = {
  name: "enqueue_password_notice",
  text: `with written as (
           insert into mails (id, email_key, kind, locale, created_at, available_at)
           values ($1, $2, 'password-notice', $3, $4, $4)
           returning id)
         insert into mail_items (school_id, mail_id, home_address_id, created_at)
         select $5, id, $6, $4 from written`,
};

/**
 * Writes the notice of a new password, which is due immediately: it has no cool-down, because each needs a link,
 * and it joins no other mail.
 */
export function enqueuePasswordNotice(
  { mailId, emailKey, schoolId, homeAddressId }: Omit<NewMailItem, "linkId" | "rank">,
  { locale, createdAt }: Pick<NewMails, "locale" | "createdAt">,
): Statement<void> {
  return command(noticeSql, [mailId, emailKey, locale, createdAt, schoolId, homeAddressId]);
}

export interface MailState {
  readonly homeAddressId: string;
  readonly settledAt: Date | null;
  readonly outcome: "sent" | "bounced" | "failed" | "dropped" | null;
  readonly attempts: number;
  readonly reason: MailReason | null;
}

const newestSql = {
  name: "list_newest_mails",
  text: `select distinct on (i.home_address_id) i.home_address_id as "homeAddressId",
                m.settled_at as "settledAt", m.outcome, m.attempts, m.reason
           from mail_items i
           join mails m on m.id = i.mail_id
          where i.school_id = $1 and i.home_address_id = any($2) and i.link_id is not null
          order by i.home_address_id, m.created_at desc, m.id desc`,
};

/** What became of the newest mail with a link to each of these addresses. */
export function listNewestMails(
  schoolId: string,
  homeAddressIds: readonly string[],
): Statement<MailState[]> {
  return listRows(newestSql, [schoolId, homeAddressIds]);
}

const bringsLinksSql = {
  name: "will_mail_bring_links",
  text: `select from mails m
           join mail_items i on i.mail_id = m.id
           join activation_links l on l.school_id = i.school_id and l.id = i.link_id
          where m.email_key = $1 and m.kind = 'links' and m.outcome is null and m.attempts = 0
            and l.used_at is null and l.replaced_at is null
            and l.expires_at - $2 > (l.expires_at - l.created_at) / 2
          limit 1`,
};

/** Whether a mail with requested links waits, of which one has more than half of its lifetime left. */
export function willMailBringLinks(emailKey: string, now: Date): Statement<boolean> {
  return hasRows(bringsLinksSql, [emailKey, now]);
}

const bounceSql = {
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
export function updateBouncedMail(
  mailId: string,
  bouncedAt: Date,
  reason: MailReason,
): Statement<boolean> {
  return hasRows(bounceSql, [mailId, reason, bouncedAt]);
}
