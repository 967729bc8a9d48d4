// Tables of home login: addresses, links, devices, picture codes, sessions.
import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { LinkPurpose } from "../../domain/activation.ts";
import type { MailReason } from "../../domain/mail/reason.ts";
import { bytes, timestamptz } from "./columns.ts";
import { pupils } from "./rosters.ts";
import { ofAnyScope, ofSchool, ofSchoolOrHome, policy, scopeEmail } from "./scopes.ts";

/** One row for all children of an address, with the salt of their passwords. */
export const mailboxes = pgTable(
  "mailboxes",
  {
    emailKey: text("email_key").primaryKey(),
    passwordSalt: bytes("password_salt").notNull(),
  },
  (table) => [
    check("mailboxes_password_salt_check", sql`octet_length(${table.passwordSalt}) = 16`),
    ofAnyScope("mailboxes"),
  ],
);

export const homeAddresses = pgTable(
  "home_addresses",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").notNull(),
    pupilId: uuid("pupil_id").notNull(),
    /** 1 or 2. The unique key rejects a third address, also by concurrent requests. */
    slot: smallint("slot").notNull(),
    email: text("email").notNull(),
    emailKey: text("email_key").notNull(),
    invitedAt: timestamptz("invited_at").notNull(),
    expiresAt: timestamptz("expires_at"),
    /** Expiries up to this timestamp are in the feed of changes, or older than the feed. */
    recordedExpiry: timestamptz("recorded_expiry"),
    activatedAt: timestamptz("activated_at"),
    bouncedAt: timestamptz("bounced_at"),
    bounceReason: text("bounce_reason").$type<MailReason>(),
    /** See `PasswordHash`; encrypted with the secret key that has the id `password_key_id`. */
    passwordHash: text("password_hash"),
    passwordKeyId: text("password_key_id"),
    /** Time at which the pupil left the school. The row stays for the retention period and allows no login. */
    withdrawnAt: timestamptz("withdrawn_at"),
  },
  (table) => [
    primaryKey({ name: "home_addresses_pkey", columns: [table.schoolId, table.id] }),
    unique("home_addresses_slot_key").on(table.schoolId, table.pupilId, table.slot),
    unique("home_addresses_email_key_key").on(table.schoolId, table.pupilId, table.emailKey),
    foreignKey({
      name: "home_addresses_pupil_id_fkey",
      columns: [table.schoolId, table.pupilId],
      foreignColumns: [pupils.schoolId, pupils.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "home_addresses_email_key_fkey",
      columns: [table.emailKey],
      foreignColumns: [mailboxes.emailKey],
    }),
    index("home_addresses_email_key_idx").on(table.emailKey),
    index("home_addresses_expires_at_idx")
      .on(table.expiresAt)
      .where(
        sql`${table.activatedAt} is null and ${table.bouncedAt} is null and ${table.withdrawnAt} is null and (${table.recordedExpiry} is null or ${table.expiresAt} > ${table.recordedExpiry})`,
      ),
    check("home_addresses_slot_check", sql`${table.slot} in (1, 2)`),
    check(
      "home_addresses_password_hash_check",
      sql`num_nonnulls(${table.passwordHash}, ${table.passwordKeyId}, ${table.activatedAt}) in (0, 3)`,
    ),
    ofSchoolOrHome("home_addresses"),
  ],
);

export const activationLinks = pgTable(
  "activation_links",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").notNull(),
    homeAddressId: uuid("home_address_id").notNull(),
    purpose: text("purpose").$type<LinkPurpose>().notNull(),
    createdAt: timestamptz("created_at").notNull(),
    expiresAt: timestamptz("expires_at").notNull(),
    usedAt: timestamptz("used_at"),
    replacedAt: timestamptz("replaced_at"),
    /** Time of the only reminder. */
    remindedAt: timestamptz("reminded_at"),
    /** Time at which the family declined with this link, which consumes it. */
    declinedAt: timestamptz("refused_at"),
  },
  (table) => [
    primaryKey({ name: "activation_links_pkey", columns: [table.schoolId, table.id] }),
    foreignKey({
      name: "activation_links_home_address_id_fkey",
      columns: [table.schoolId, table.homeAddressId],
      foreignColumns: [homeAddresses.schoolId, homeAddresses.id],
    }).onDelete("cascade"),
    index("activation_links_home_address_id_idx").on(table.schoolId, table.homeAddressId),
    index("activation_links_expires_at_idx")
      .on(table.expiresAt)
      .where(
        sql`${table.purpose} = 'activation' and ${table.usedAt} is null and ${table.replacedAt} is null and ${table.remindedAt} is null`,
      ),
    check(
      "activation_links_refused_at_check",
      sql`${table.declinedAt} is null or ${table.usedAt} is not null`,
    ),
    check(
      "activation_links_purpose_check",
      sql`${table.purpose} in ('activation', 'password-reset')`,
    ),
    ofSchool("activation_links"),
  ],
);

/** Requests for links, of known and unknown addresses, until the next pass of the background job. */
export const linkRequests = pgTable(
  "link_requests",
  { emailKey: text("email_key").primaryKey(), requestedAt: timestamptz("requested_at").notNull() },
  () => [policy("link_requests", sql`email_key = ${scopeEmail}`)],
);

/**
 * Remembered devices. The token of a device allows only a login with pictures, for all children of the
 * address. A device is deleted when the password with which it was remembered changes.
 */
export const devices = pgTable(
  "devices",
  {
    id: uuid("id").primaryKey(),
    schoolId: uuid("school_id").notNull(),
    /** Home address of the child whose password remembered the device. */
    homeAddressId: uuid("home_address_id").notNull(),
    emailKey: text("email_key").notNull(),
    tokenHash: bytes("token_hash").notNull(),
    /** Browser and operating system, as the device reports them. */
    name: text("name").notNull(),
    createdAt: timestamptz("created_at").notNull(),
    lastUsedAt: timestamptz("last_used_at"),
    /** Each use extends it. */
    expiresAt: timestamptz("expires_at").notNull(),
  },
  (table) => [
    unique("devices_token_hash_key").on(table.tokenHash),
    foreignKey({
      name: "devices_home_address_id_fkey",
      columns: [table.schoolId, table.homeAddressId],
      foreignColumns: [homeAddresses.schoolId, homeAddresses.id],
    }).onDelete("cascade"),
    index("devices_home_address_id_idx").on(table.schoolId, table.homeAddressId),
    index("devices_email_key_idx").on(table.emailKey),
    index("devices_expires_at_idx").on(table.expiresAt),
    check("devices_token_hash_check", sql`octet_length(${table.tokenHash}) = 32`),
    check("devices_name_check", sql`char_length(${table.name}) between 1 and 100`),
    ofSchoolOrHome("devices"),
  ],
);

/** Picture code of a child for remembered devices, hashed like a password. */
export const pictureCodes = pgTable(
  "picture_codes",
  {
    schoolId: uuid("school_id").notNull(),
    homeAddressId: uuid("home_address_id").notNull(),
    /** One per code, so that equal codes have different hashes. */
    codeSalt: bytes("code_salt").notNull(),
    /** See `PasswordHash`; encrypted with the secret key that has the id `code_key_id`. */
    codeHash: text("code_hash").notNull(),
    codeKeyId: text("code_key_id").notNull(),
    madeAt: timestamptz("made_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "picture_codes_pkey", columns: [table.schoolId, table.homeAddressId] }),
    foreignKey({
      name: "picture_codes_home_address_id_fkey",
      columns: [table.schoolId, table.homeAddressId],
      foreignColumns: [homeAddresses.schoolId, homeAddresses.id],
    }).onDelete("cascade"),
    check("picture_codes_code_salt_check", sql`octet_length(${table.codeSalt}) = 16`),
    ofSchool("picture_codes"),
  ],
);

export const homeSessions = pgTable(
  "home_sessions",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").notNull(),
    homeAddressId: uuid("home_address_id").notNull(),
    /** Which refresh token is the unspent one; each refresh raises it. */
    generation: integer("generation").notNull(),
    createdAt: timestamptz("created_at").notNull(),
    expiresAt: timestamptz("expires_at").notNull(),
    endedAt: timestamptz("ended_at"),
    /** Device of a picture login, whose removal ends the session; `null` for a password login. */
    deviceId: uuid("device_id"),
  },
  (table) => [
    primaryKey({ name: "home_sessions_pkey", columns: [table.schoolId, table.id] }),
    foreignKey({
      name: "home_sessions_device_id_fkey",
      columns: [table.deviceId],
      foreignColumns: [devices.id],
    }).onDelete("cascade"),
    index("home_sessions_device_id_idx")
      .on(table.deviceId)
      .where(sql`${table.deviceId} is not null`),
    foreignKey({
      name: "home_sessions_home_address_id_fkey",
      columns: [table.schoolId, table.homeAddressId],
      foreignColumns: [homeAddresses.schoolId, homeAddresses.id],
    }).onDelete("cascade"),
    index("home_sessions_home_address_id_idx").on(table.schoolId, table.homeAddressId),
    index("home_sessions_expires_at_idx").on(table.expiresAt),
    index("home_sessions_ended_at_idx").on(table.endedAt).where(sql`${table.endedAt} is not null`),
    ofSchool("home_sessions"),
  ],
);
