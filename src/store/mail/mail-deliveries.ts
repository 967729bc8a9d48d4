// Statements of the dispatcher: claim mails with a lease, read their children, and settle them, guarded by the
// claimed attempt. All in service scope.
import { and, eq, isNull } from "drizzle-orm";
import type { LinkPurpose } from "../../domain/activation.ts";
import type { Locale } from "../../domain/language/locale.ts";
import type { MailKind } from "../../domain/mail/kind.ts";
import type { MailReason } from "../../domain/mail/reason.ts";
import type { Transaction } from "../database.ts";
import { mailAttempts, mails } from "../schema/mails.ts";
import { command, listRows, type Statement } from "../statement.ts";

export interface ClaimedMail {
  readonly id: string;
  readonly kind: MailKind;
  readonly locale: Locale;
  readonly createdAt: Date;
  /** Number of this claim, from 1; only its holder may settle the mail. */
  readonly attempt: number;
  /** Claims since the last one that ended with an answer, this one included. */
  readonly unansweredClaims: number;
  /** `available_at` before the claim: where its place in the queue is. */
  readonly dueAt: Date;
  readonly leaseEndsAt: Date;
}

// Materialized: a plan that runs the search once for each row would claim more mails than the limit,
// and those would wait for the end of their lease.
const claimSql = {
  name: "claim_mails",
  text: `with due as materialized (
           select id, available_at from mails
            where settled_at is null and available_at <= $1
            order by rank, available_at
            limit $3
              for update skip locked)
         update mails m
            set attempts = attempts + 1, unanswered_claims = unanswered_claims + 1,
                available_at = ($2::timestamptz[])[least(unanswered_claims + 1,
                                                         cardinality($2::timestamptz[]))]
           from due
          where m.id = due.id
      returning m.id, kind, locale, created_at as "createdAt", attempts as attempt,
                unanswered_claims as "unansweredClaims", due.available_at as "dueAt",
                m.available_at as "leaseEndsAt"`,
};

/**
 * Claims mails that are due. `leaseEnds` has the end of the lease by the number of unanswered claims; the
 * last one is for all further claims. Until then no other dispatcher claims the mail.
 */
export function claimMails(
  now: Date,
  leaseEnds: readonly Date[],
  limit: number,
): Statement<ClaimedMail[]> {
  return listRows(claimSql, [now, leaseEnds, limit]);
}

const moveSql = {
  name: "move_claimed_mails",
  text: `update mails m
            set available_at = s.available_at,
                unanswered_claims = case when $4::boolean then 0 else m.unanswered_claims end
           from (select mails.id, s.attempt, s.available_at
                   from unnest($1::uuid[], $2::integer[], $3::timestamptz[])
                          as s (id, attempt, available_at)
                   join mails on mails.id = s.id
                  order by mails.id
                    for no key update of mails) s
          where m.id = s.id and m.attempts = s.attempt and m.unanswered_claims > 0
            and m.outcome is null`,
};

/** Extends the leases of claimed mails; a mail that was deferred or released meanwhile keeps its `available_at`. */
export function renewLeases(
  mails: readonly { readonly mail: ClaimedMail; readonly leaseEndsAt: Date }[],
): Statement<void> {
  return command(moveSql, [
    mails.map(({ mail }) => mail.id),
    mails.map(({ mail }) => mail.attempt),
    mails.map(({ leaseEndsAt }) => leaseEndsAt),
    false,
  ]);
}

/** Puts claimed mails back in their place, as if they had not been claimed. */
export function releaseMails(mails: readonly ClaimedMail[]): Statement<void> {
  return command(moveSql, [
    mails.map(({ id }) => id),
    mails.map(({ attempt }) => attempt),
    mails.map(({ dueAt }) => dueAt),
    true,
  ]);
}

/** One child in a mail, as read when the mail is sent. */
export interface MailSubject {
  readonly mailId: string;
  readonly email: string;
  readonly firstName: string | null;
  readonly schoolName: string;
  readonly schoolContact: string | null;
  /** `null` in a mail that brings none. */
  readonly link: MailedLink | null;
  /** In a mail about a password: purpose of the link that made it; `null` when it is deleted. */
  readonly passwordUse: LinkPurpose | null;
}

export interface MailedLink {
  readonly schoolId: string;
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly expiresAt: Date;
  /**
   * In an invitation: whether a parent entered the address with the code of a letter. Known as long as the
   * proposal is kept.
   */
  readonly isFromLetter: boolean;
}

const subjectsSql = {
  name: "list_mail_subjects",
  text: `select i.mail_id as "mailId", a.email, p.first_name as "firstName",
                s.name as "schoolName", s.contact as "schoolContact", l.school_id as "schoolId", l.id as "linkId", l.purpose,
                l.expires_at as "expiresAt",
                m.kind = 'activation' and exists
                  (select from address_proposals o
                    where o.school_id = a.school_id and o.home_address_id = a.id) as "isFromLetter",
                case when i.link_id is null then
                  (select max(u.purpose) from activation_links u
                    where u.school_id = i.school_id and u.home_address_id = i.home_address_id
                      and u.used_at = m.created_at)
                end as "passwordUse"
           from mail_items i
           join mails m on m.id = i.mail_id
           join home_addresses a on a.school_id = i.school_id and a.id = i.home_address_id
           join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
           join schools s on s.id = i.school_id
           left join activation_links l on l.school_id = i.school_id and l.id = i.link_id
          where i.mail_id = any($1)
            and (i.link_id is null and (a.activated_at is not null or m.kind = 'address-added') or
                 l.used_at is null and l.replaced_at is null and l.expires_at > $2)
          order by p.first_name, p.id`,
};

interface SubjectRow extends Omit<MailSubject, "link"> {
  readonly schoolId: string | null;
  readonly linkId: string | null;
  readonly purpose: LinkPurpose | null;
  readonly expiresAt: Date | null;
  readonly isFromLetter: boolean;
}

/** The children that these mails are about; those whose link no longer works are left out. */
export function listMailSubjects(mailIds: readonly string[], now: Date): Statement<MailSubject[]> {
  return listRows(
    subjectsSql,
    [mailIds, now],
    ({ schoolId, linkId: id, purpose, expiresAt, isFromLetter, ...child }: SubjectRow) => ({
      ...child,
      link:
        schoolId && id && purpose && expiresAt
          ? { schoolId, id, purpose, expiresAt, isFromLetter }
          : null,
    }),
  );
}

type Attempt = Pick<typeof mailAttempts.$inferSelect, "outcome" | "code" | "status" | "answer">;

/** Records an answer of a mail server. Returns the number of answers to the mail, or 0 when it has been deleted. */
export async function insertAttempt(
  tx: Transaction,
  mail: ClaimedMail,
  attempt: Attempt,
  attemptedAt: Date,
): Promise<number> {
  const isThis = eq(mails.id, mail.id);
  const [found] = await tx.select({ id: mails.id }).from(mails).where(isThis).for("no key update");
  if (!found) return 0;
  await tx
    .insert(mailAttempts)
    .values({ ...attempt, mailId: mail.id, attempt: mail.attempt, attemptedAt })
    .onConflictDoNothing();
  return await tx.$count(mailAttempts, eq(mailAttempts.mailId, mail.id));
}

// A mail may have been deleted with its last child, together with its attempts. Filter on `outcome`: with
// stale statistics the planner would use the partial index on `settled_at` instead of the primary key.
const settleSentSql = {
  name: "settle_sent_mails",
  text: `with sent as materialized (
           select m.id, s.attempt, s.answer
             from unnest($1::uuid[], $2::integer[], $3::text[]) as s (id, attempt, answer)
             join mails m on m.id = s.id
            order by m.id
              for no key update of m),
         attempted as (
           insert into mail_attempts (mail_id, attempt, attempted_at, outcome, answer)
           select id, attempt, $4, 'sent', answer from sent
           on conflict do nothing)
         update mails m
            set outcome = 'sent', settled_at = $4, reason = null
           from sent s
          where m.id = s.id and m.attempts = s.attempt and m.outcome is null`,
};

/** Records that a mail server accepted these claimed mails, and settles those that no other process has claimed since. */
export function settleSentMails(
  sent: readonly { readonly mail: ClaimedMail; readonly answer: string }[],
  settledAt: Date,
): Statement<void> {
  return command(settleSentSql, [
    sent.map(({ mail }) => mail.id),
    sent.map(({ mail }) => mail.attempt),
    sent.map(({ answer }) => answer),
    settledAt,
  ]);
}

/** Settles a claimed mail unless another process has claimed it since. Returns whether it was settled. */
export async function settleMail(
  tx: Transaction,
  mail: ClaimedMail,
  outcome: "sent" | "bounced" | "failed" | "dropped",
  settledAt: Date,
  reason: MailReason | null,
): Promise<boolean> {
  const settled = await tx
    .update(mails)
    .set({ outcome, settledAt, reason })
    .where(isHeld(mail))
    .returning({ id: mails.id });
  return settled.length > 0;
}

/** Postpones a claimed mail. */
export async function deferMail(
  tx: Transaction,
  mail: ClaimedMail,
  availableAt: Date,
  reason: MailReason,
): Promise<void> {
  await tx.update(mails).set({ availableAt, reason, unansweredClaims: 0 }).where(isHeld(mail));
}

function isHeld(mail: ClaimedMail) {
  return and(eq(mails.id, mail.id), eq(mails.attempts, mail.attempt), isNull(mails.outcome));
}
