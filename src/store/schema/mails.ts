// Mails that are to be sent, and what came of them.
import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Locale } from "../../domain/language/locale.ts";
import type { MailKind } from "../../domain/mail/kind.ts";
import type { MailReason } from "../../domain/mail/reason.ts";
import { bytes, timestamptz } from "./columns.ts";
import { activationLinks, homeAddresses, mailboxes } from "./home.ts";
import { pupils } from "./rosters.ts";
import { ofAnyScope, ofEveryScope, ofSchool, ofService } from "./scopes.ts";

/** The outbox: mails are inserted in the transaction of the change that they report. */
export const mails = pgTable(
  "mails",
  {
    id: uuid("id").primaryKey(),
    emailKey: text("email_key").notNull(),
    kind: text("kind").$type<MailKind>().notNull(),
    locale: text("locale").$type<Locale>().notNull(),
    createdAt: timestamptz("created_at").notNull(),
    /**
     * Its place in the request that wrote it: 0 for a single one. The dispatcher takes the lowest first, so
     * that a school's thousandth mail waits behind the first of every other sender.
     */
    rank: integer("rank").notNull().default(0),
    /** Schedule, back-off and lease: from when a dispatcher may claim the mail. */
    availableAt: timestamptz("available_at").notNull(),
    /** How often it was claimed. Only the holder of the last claim may settle it. */
    attempts: integer("attempts").notNull().default(0),
    /** Claims since the last one that ended with an answer; the lease grows with them. */
    unansweredClaims: integer("unanswered_claims").notNull().default(0),
    /** When it was sent or given up; `null` while it waits. */
    settledAt: timestamptz("settled_at"),
    outcome: text("outcome").$type<"sent" | "bounced" | "failed" | "dropped">(),
    /** Why the mail was not delivered. `mail_attempts` has the answer of the mail server. */
    reason: text("reason").$type<MailReason>(),
  },
  (table) => [
    foreignKey({
      name: "mails_email_key_fkey",
      columns: [table.emailKey],
      foreignColumns: [mailboxes.emailKey],
    }).onDelete("cascade"),
    index("mails_email_key_idx").on(table.emailKey),
    index("mails_rank_idx")
      .on(table.rank, table.availableAt)
      .where(sql`${table.settledAt} is null`),
    // An untried mail takes further children; a mailbox has at most one per kind.
    uniqueIndex("mails_untried_key")
      .on(table.emailKey, table.kind)
      .where(
        sql`${table.settledAt} is null and ${table.attempts} = 0 and ${table.kind} <> 'password-notice'`,
      ),
    check(
      "mails_kind_check",
      sql`${table.kind} in ('activation', 'links', 'password-notice', 'reminder', 'address-removed', 'address-added')`,
    ),
    check(
      "mails_outcome_check",
      sql`(${table.outcome} is null) = (${table.settledAt} is null) and ${table.outcome} in ('sent', 'bounced', 'failed', 'dropped')`,
    ),
    ofAnyScope("mails"),
  ],
);

/**
 * When a mailbox last got a mail of a kind, or gets the one that waits. The key is an HMAC, since a row
 * outlives its mailbox and must name no person.
 */
export const mailCoolDowns = pgTable(
  "mail_cool_downs",
  {
    key: bytes("key").primaryKey(),
    /** Mails in succession; each quiet day takes one off. */
    mails: integer("mails").notNull(),
    /** When the newest of them may leave. */
    lastAt: timestamptz("last_at").notNull(),
    /** When so many days were quiet that nothing is left to count. */
    expiresAt: timestamptz("expires_at").notNull(),
  },
  (table) => [
    index("mail_cool_downs_expires_at_idx").on(table.expiresAt),
    check("mail_cool_downs_key_check", sql`octet_length(${table.key}) = 32`),
    ofEveryScope("mail_cool_downs"),
  ],
);

/** What a mail is about: one home address, with the link that it gets, if it gets one. */
export const mailItems = pgTable(
  "mail_items",
  {
    schoolId: uuid("school_id").notNull(),
    mailId: uuid("mail_id").notNull(),
    homeAddressId: uuid("home_address_id").notNull(),
    linkId: uuid("link_id"),
    /** When the item was added, which may be later than the mail. `null` in old rows. */
    createdAt: timestamptz("created_at"),
  },
  (table) => [
    primaryKey({
      name: "mail_items_pkey",
      columns: [table.schoolId, table.homeAddressId, table.mailId],
    }),
    foreignKey({
      name: "mail_items_mail_id_fkey",
      columns: [table.mailId],
      foreignColumns: [mails.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "mail_items_home_address_id_fkey",
      columns: [table.schoolId, table.homeAddressId],
      foreignColumns: [homeAddresses.schoolId, homeAddresses.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "mail_items_link_id_fkey",
      columns: [table.schoolId, table.linkId],
      foreignColumns: [activationLinks.schoolId, activationLinks.id],
    }).onDelete("cascade"),
    index("mail_items_mail_id_idx").on(table.mailId),
    index("mail_items_link_id_idx").on(table.schoolId, table.linkId),
    ofSchool("mail_items"),
  ],
);

/**
 * Recipients of the mail that a home address was removed. A row outlives the address, until the mail is
 * sent or given up.
 */
export const removalNotices = pgTable(
  "removal_notices",
  {
    schoolId: uuid("school_id").notNull(),
    mailId: uuid("mail_id").notNull(),
    pupilId: uuid("pupil_id").notNull(),
    email: text("email").notNull(),
    emailKey: text("email_key").notNull(),
    /** As that of a mail item. */
    createdAt: timestamptz("created_at"),
  },
  (table) => [
    primaryKey({
      name: "removal_notices_pkey",
      columns: [table.schoolId, table.pupilId, table.mailId],
    }),
    foreignKey({
      name: "removal_notices_mail_id_fkey",
      columns: [table.mailId],
      foreignColumns: [mails.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "removal_notices_pupil_id_fkey",
      columns: [table.schoolId, table.pupilId],
      foreignColumns: [pupils.schoolId, pupils.id],
    }).onDelete("cascade"),
    index("removal_notices_mail_id_idx").on(table.mailId),
    index("removal_notices_email_key_idx").on(table.emailKey),
    ofSchool("removal_notices"),
  ],
);

/** One row per delivery attempt, with the mail server's answer. */
export const mailAttempts = pgTable(
  "mail_attempts",
  {
    mailId: uuid("mail_id").notNull(),
    attempt: integer("attempt").notNull(),
    attemptedAt: timestamptz("attempted_at").notNull(),
    outcome: text("outcome").$type<"sent" | "bounced" | "deferred">().notNull(),
    code: integer("code"),
    status: text("status"),
    answer: text("answer").notNull(),
  },
  (table) => [
    primaryKey({ name: "mail_attempts_pkey", columns: [table.mailId, table.attempt] }),
    foreignKey({
      name: "mail_attempts_mail_id_fkey",
      columns: [table.mailId],
      foreignColumns: [mails.id],
    }).onDelete("cascade"),
    ofService("mail_attempts"),
  ],
);
