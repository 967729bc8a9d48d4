// The tables. Every row of a school carries its school_id, first in each key, so that tenants are
// kept apart by keys as well as by row-level security, and a cluster can be split by school. One file
// for all, because a reader follows their foreign keys and the migration tool reads it as a whole.
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgPolicy,
  pgRole,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { LinkPurpose } from "../domain/activation.ts";
import type { ActorKind, AuditAction } from "../domain/audit-event.ts";
import type { Locale } from "../domain/locale.ts";
import type { MailKind } from "../domain/mail-kind.ts";
import type { MailReason } from "../domain/mail-reason.ts";
import type { NetworkEnvironment } from "../domain/network-environment.ts";
import type { ClientRole } from "../domain/principal.ts";
import type { PublisherNeed } from "../domain/publisher.ts";
import type { LoginMethod } from "../domain/school-settings.ts";

/** The role as which every statement of the service runs: it owns no table and bypasses no policy. */
export const serviceRole = pgRole("thuisinlog_service").existing();

const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
const moment = (name: string) =>
  timestamp(name, { withTimezone: true, mode: "date", precision: 3 });

// The scopes that database.ts sets; a statement without one sees no row. They are sub-selects so
// that PostgreSQL works them out once a statement instead of once a row.
const scopeSchool = sql`(select nullif(current_setting('thuisinlog.school_id', true), '')::uuid)`;
const scopeEmail = sql`(select nullif(current_setting('thuisinlog.email_key', true), ''))`;
const scopeService = sql`(select current_setting('thuisinlog.service', true) = 'on')`;

const policy = (table: string, condition: ReturnType<typeof sql>) =>
  pgPolicy(`${table}_scope`, {
    to: serviceRole,
    using: sql`${condition} or ${scopeService}`,
    withCheck: sql`${condition} or ${scopeService}`,
  });
const ofSchool = (table: string) => policy(table, sql`school_id = ${scopeSchool}`);
const ofSchoolOrHome = (table: string) =>
  policy(table, sql`school_id = ${scopeSchool} or email_key = ${scopeEmail}`);
/** Rows that belong to an address, which may have children at several schools. */
const ofAnyScope = (table: string) =>
  policy(table, sql`${scopeSchool} is not null or email_key = ${scopeEmail}`);
const everyScope = sql`${scopeSchool} is not null or ${scopeEmail} is not null`;
/** Rows that name nobody. */
const ofEveryScope = (table: string) => policy(table, everyScope);
const ofService = (table: string) =>
  pgPolicy(`${table}_scope`, { to: serviceRole, using: scopeService, withCheck: scopeService });

export const schools = pgTable(
  "schools",
  {
    id: uuid("id").primaryKey(),
    brin: text("brin").notNull(),
    name: text("name").notNull(),
    networkEnvironment: text("network_environment").$type<NetworkEnvironment>(),
    networkEnvironmentUrl: text("network_environment_url"),
    homeLoginBesideNetworkEnvironment: boolean("home_login_beside_network_environment")
      .notNull()
      .default(false),
    locale: text("locale").$type<Locale>().notNull().default("nl"),
    /** How long addresses and passwords of who left are kept (product rule 14). */
    retentionDays: integer("retention_days").notNull().default(30),
    /** How long the link in a first mail works; `null` is as long as the service has it. */
    activationLinkDays: integer("activation_link_days"),
    /** Roles of teachers who see the whole school. */
    wholeSchoolRoles: text("whole_school_roles")
      .array()
      .$type<readonly string[]>()
      .notNull()
      .default([]),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [
    unique("schools_brin_key").on(table.brin),
    check("schools_retention_days_check", sql`${table.retentionDays} between 0 and 365`),
    check("schools_activation_link_days_check", sql`${table.activationLinkDays} between 1 and 90`),
    check("schools_locale_check", sql`${table.locale} in ('nl', 'en')`),
    policy("schools", sql`id = ${scopeSchool}`),
  ],
);

/** The catalogue: every scope reads it, only the operator writes it. */
export const publishers = pgTable(
  "publishers",
  {
    key: text("key").primaryKey(),
    name: text("name").notNull(),
    homeUrl: text("home_url").notNull(),
    launchUrl: text("launch_url").notNull(),
    homeUseAllowed: boolean("home_use_allowed").notNull(),
    /** What of a pupil stands in its launch tokens beside the pseudonym. */
    needs: text("needs").array().$type<PublisherNeed[]>().notNull().default([]),
  },
  (table) => [
    check("publishers_key_check", sql`${table.key} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
    check("publishers_needs_check", sql`${table.needs} <@ array['first-name', 'group']`),
    pgPolicy("publishers_read", { for: "select", to: serviceRole, using: everyScope }),
    ofService("publishers"),
  ],
);

/** Whose software a school uses. */
export const schoolPublishers = pgTable(
  "school_publishers",
  { schoolId: uuid("school_id").notNull(), publisherKey: text("publisher_key").notNull() },
  (table) => [
    primaryKey({
      name: "school_publishers_pkey",
      columns: [table.schoolId, table.publisherKey],
    }),
    foreignKey({
      name: "school_publishers_school_id_fkey",
      columns: [table.schoolId],
      foreignColumns: [schools.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "school_publishers_publisher_key_fkey",
      columns: [table.publisherKey],
      foreignColumns: [publishers.key],
    }),
    index("school_publishers_publisher_key_idx").on(table.publisherKey),
    ofSchool("school_publishers"),
  ],
);

export const groups = pgTable(
  "groups",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").notNull(),
    externalId: text("external_id").notNull(),
    name: text("name").notNull(),
    yearGroup: text("year_group"),
    loginMethod: text("login_method").$type<LoginMethod>().notNull().default("password"),
    /**
     * Keys of the publishers that it uses of those of its school; `null` is all of these. It only
     * narrows, so a key that the school no longer has counts for nothing.
     */
    publishers: text("publishers").array(),
  },
  (table) => [
    primaryKey({ name: "groups_pkey", columns: [table.schoolId, table.id] }),
    unique("groups_external_id_key").on(table.schoolId, table.externalId),
    foreignKey({
      name: "groups_school_id_fkey",
      columns: [table.schoolId],
      foreignColumns: [schools.id],
    }).onDelete("cascade"),
    check("groups_login_method_check", sql`${table.loginMethod} in ('password', 'picture')`),
    ofSchool("groups"),
  ],
);

export const teachers = pgTable(
  "teachers",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").notNull(),
    externalId: text("external_id").notNull(),
    firstName: text("first_name"),
    infix: text("infix"),
    lastName: text("last_name"),
    roles: text("roles").array().notNull().default([]),
  },
  (table) => [
    primaryKey({ name: "teachers_pkey", columns: [table.schoolId, table.id] }),
    unique("teachers_external_id_key").on(table.schoolId, table.externalId),
    foreignKey({
      name: "teachers_school_id_fkey",
      columns: [table.schoolId],
      foreignColumns: [schools.id],
    }).onDelete("cascade"),
    ofSchool("teachers"),
  ],
);

export const groupTeachers = pgTable(
  "group_teachers",
  {
    schoolId: uuid("school_id").notNull(),
    groupId: uuid("group_id").notNull(),
    teacherId: uuid("teacher_id").notNull(),
  },
  (table) => [
    primaryKey({
      name: "group_teachers_pkey",
      columns: [table.schoolId, table.groupId, table.teacherId],
    }),
    foreignKey({
      name: "group_teachers_group_id_fkey",
      columns: [table.schoolId, table.groupId],
      foreignColumns: [groups.schoolId, groups.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "group_teachers_teacher_id_fkey",
      columns: [table.schoolId, table.teacherId],
      foreignColumns: [teachers.schoolId, teachers.id],
    }).onDelete("cascade"),
    index("group_teachers_teacher_id_idx").on(table.schoolId, table.teacherId),
    ofSchool("group_teachers"),
  ],
);

export const pupils = pgTable(
  "pupils",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").notNull(),
    externalId: text("external_id").notNull(),
    eckId: text("eck_id"),
    firstName: text("first_name"),
    infix: text("infix"),
    lastName: text("last_name"),
    picture: text("picture"),
    /** When the roster no longer held the pupil; such a pupil is there for nobody. */
    leftAt: moment("left_at"),
    /** When the home login was last changed; `null` if never. */
    homeLoginUpdatedAt: moment("home_login_updated_at"),
  },
  (table) => [
    primaryKey({ name: "pupils_pkey", columns: [table.schoolId, table.id] }),
    unique("pupils_external_id_key").on(table.schoolId, table.externalId),
    foreignKey({
      name: "pupils_school_id_fkey",
      columns: [table.schoolId],
      foreignColumns: [schools.id],
    }).onDelete("cascade"),
    ofSchool("pupils"),
  ],
);

export const groupPupils = pgTable(
  "group_pupils",
  {
    schoolId: uuid("school_id").notNull(),
    groupId: uuid("group_id").notNull(),
    pupilId: uuid("pupil_id").notNull(),
    /** The pupil's own group, as opposed to a combined one. */
    main: boolean("main").notNull(),
  },
  (table) => [
    primaryKey({
      name: "group_pupils_pkey",
      columns: [table.schoolId, table.groupId, table.pupilId],
    }),
    foreignKey({
      name: "group_pupils_group_id_fkey",
      columns: [table.schoolId, table.groupId],
      foreignColumns: [groups.schoolId, groups.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "group_pupils_pupil_id_fkey",
      columns: [table.schoolId, table.pupilId],
      foreignColumns: [pupils.schoolId, pupils.id],
    }).onDelete("cascade"),
    index("group_pupils_pupil_id_idx").on(table.schoolId, table.pupilId),
    uniqueIndex("group_pupils_main_key")
      .on(table.schoolId, table.pupilId)
      .where(sql`${table.main}`),
    ofSchool("group_pupils"),
  ],
);

/** What the children of one address share: the salt of their passwords and their mails. */
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
    /** 1 or 2; the key on it is what refuses a third address, also to two requests at once. */
    slot: smallint("slot").notNull(),
    email: text("email").notNull(),
    emailKey: text("email_key").notNull(),
    invitedAt: moment("invited_at").notNull(),
    expiresAt: moment("expires_at"),
    activatedAt: moment("activated_at"),
    bouncedAt: moment("bounced_at"),
    bounceReason: text("bounce_reason").$type<MailReason>(),
    /** argon2id in PHC form, under the secret key with id `password_key_id`. */
    passwordHash: text("password_hash"),
    passwordKeyId: text("password_key_id"),
    /** When its pupil left the school; kept for the retention period and good for nothing. */
    withdrawnAt: moment("withdrawn_at"),
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
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    usedAt: moment("used_at"),
    replacedAt: moment("replaced_at"),
    /** When a mail reminded of it; once. */
    remindedAt: moment("reminded_at"),
    /** When somebody said with it that the child is not theirs, which uses it up. */
    refusedAt: moment("refused_at"),
  },
  (table) => [
    primaryKey({ name: "activation_links_pkey", columns: [table.schoolId, table.id] }),
    foreignKey({
      name: "activation_links_home_address_id_fkey",
      columns: [table.schoolId, table.homeAddressId],
      foreignColumns: [homeAddresses.schoolId, homeAddresses.id],
    }).onDelete("cascade"),
    index("activation_links_home_address_id_idx").on(table.schoolId, table.homeAddressId),
    uniqueIndex("activation_links_open_key")
      .on(table.schoolId, table.homeAddressId)
      .where(sql`${table.usedAt} is null and ${table.replacedAt} is null`),
    index("activation_links_expires_at_idx")
      .on(table.expiresAt)
      .where(
        sql`${table.purpose} = 'activation' and ${table.usedAt} is null and ${table.replacedAt} is null and ${table.remindedAt} is null`,
      ),
    check(
      "activation_links_refused_at_check",
      sql`${table.refusedAt} is null or ${table.usedAt} is not null`,
    ),
    check(
      "activation_links_purpose_check",
      sql`${table.purpose} in ('activation', 'password-reset')`,
    ),
    ofSchool("activation_links"),
  ],
);

/**
 * Devices that are remembered: their token opens nothing but the choice of pictures. One goes with the
 * password with which it was remembered, and serves all children of the address.
 */
export const devices = pgTable(
  "devices",
  {
    id: uuid("id").primaryKey(),
    schoolId: uuid("school_id").notNull(),
    /** Of the child whose password it was remembered with. */
    homeAddressId: uuid("home_address_id").notNull(),
    emailKey: text("email_key").notNull(),
    tokenHash: bytes("token_hash").notNull(),
    /** What it calls itself, such as a browser and a system. */
    name: text("name").notNull(),
    createdAt: moment("created_at").notNull(),
    lastUsedAt: moment("last_used_at"),
    /** Each use puts it off. */
    expiresAt: moment("expires_at").notNull(),
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

/** The pictures with which a child comes in on a remembered device, hashed as a password is. */
export const pictureCodes = pgTable(
  "picture_codes",
  {
    schoolId: uuid("school_id").notNull(),
    homeAddressId: uuid("home_address_id").notNull(),
    /** Its own, so that two children with the same pictures do not show it. */
    codeSalt: bytes("code_salt").notNull(),
    /** argon2id in PHC form, under the secret key with id `code_key_id`. */
    codeHash: text("code_hash").notNull(),
    codeKeyId: text("code_key_id").notNull(),
    madeAt: moment("made_at").notNull(),
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
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at").notNull(),
    endedAt: moment("ended_at"),
    /** Of one that pictures opened, and which goes with its device; `null` where a password did. */
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
    ofSchool("home_sessions"),
  ],
);

/** The outbox: mails that are to be sent, written in the transaction of what they tell. */
export const mails = pgTable(
  "mails",
  {
    id: uuid("id").primaryKey(),
    emailKey: text("email_key").notNull(),
    kind: text("kind").$type<MailKind>().notNull(),
    locale: text("locale").$type<Locale>().notNull(),
    createdAt: moment("created_at").notNull(),
    /**
     * Its place in the request that wrote it: 0 for a single one. Who sends takes the lowest first, so
     * that a school's thousandth mail waits behind everybody's first.
     */
    rank: integer("rank").notNull().default(0),
    /** Schedule, back-off and lease at once: from when a dispatcher may take it. */
    availableAt: moment("available_at").notNull(),
    attempts: integer("attempts").notNull().default(0),
    /** When it was sent or given up; `null` while it waits. */
    settledAt: moment("settled_at"),
    outcome: text("outcome").$type<"sent" | "bounced" | "failed" | "dropped">(),
    /** Why it has not arrived; what the mail server said stands with the attempt. */
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
    // A mail that nobody has tried to send takes another child along; there is one such a kind.
    uniqueIndex("mails_untried_key")
      .on(table.emailKey, table.kind)
      .where(
        sql`${table.settledAt} is null and ${table.attempts} = 0 and ${table.kind} <> 'password-notice'`,
      ),
    check(
      "mails_kind_check",
      sql`${table.kind} in ('activation', 'links', 'password-notice', 'reminder', 'address-removed')`,
    ),
    check(
      "mails_outcome_check",
      sql`(${table.outcome} is null) = (${table.settledAt} is null) and ${table.outcome} in ('sent', 'bounced', 'failed', 'dropped')`,
    ),
    ofAnyScope("mails"),
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
 * Whom a mail tells that its address was removed, which outlives the address until then: the mail has
 * been sent, or given up, and nothing of it is kept.
 */
export const removalNotices = pgTable(
  "removal_notices",
  {
    schoolId: uuid("school_id").notNull(),
    mailId: uuid("mail_id").notNull(),
    pupilId: uuid("pupil_id").notNull(),
    email: text("email").notNull(),
    emailKey: text("email_key").notNull(),
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
    attemptedAt: moment("attempted_at").notNull(),
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

/** Addresses for which somebody asked new links; known or not, until the next pass of the mailer. */
export const linkRequests = pgTable(
  "link_requests",
  { emailKey: text("email_key").primaryKey(), requestedAt: moment("requested_at").notNull() },
  () => [policy("link_requests", sql`email_key = ${scopeEmail}`)],
);

/** Failures that slow down who guesses; the key is an HMAC, so that no address stands here. */
export const throttles = pgTable(
  "throttles",
  {
    key: bytes("key").primaryKey(),
    failures: integer("failures").notNull(),
    blockedUntil: moment("blocked_until").notNull(),
    /** When the failures are forgotten. */
    expiresAt: moment("expires_at").notNull(),
  },
  (table) => [index("throttles_expires_at_idx").on(table.expiresAt), ofEveryScope("throttles")],
);

export const apiClients = pgTable(
  "api_clients",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").primaryKey(),
    role: text("role").$type<ClientRole>().notNull(),
    teacherExternalId: text("teacher_external_id"),
    name: text("name"),
    secretHash: bytes("secret_hash").notNull(),
    createdAt: moment("created_at").notNull(),
    revokedAt: moment("revoked_at"),
  },
  (table) => [
    foreignKey({
      name: "api_clients_school_id_fkey",
      columns: [table.schoolId],
      foreignColumns: [schools.id],
    }).onDelete("cascade"),
    index("api_clients_school_id_idx").on(table.schoolId),
    check("api_clients_role_check", sql`${table.role} in ('teacher', 'coordinator', 'portal')`),
    check(
      "api_clients_teacher_external_id_check",
      sql`(${table.role} = 'teacher') = (${table.teacherExternalId} is not null)`,
    ),
    check("api_clients_secret_hash_check", sql`octet_length(${table.secretHash}) = 32`),
    ofSchool("api_clients"),
  ],
);

/** Portals whose own signed tokens are accepted. */
export const tokenIssuers = pgTable(
  "token_issuers",
  {
    id: uuid("id").primaryKey(),
    iss: text("iss").notNull(),
    jwksUri: text("jwks_uri").notNull(),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [unique("token_issuers_iss_key").on(table.iss), ofService("token_issuers")],
);

/** For which schools an issuer speaks. */
export const tokenIssuerSchools = pgTable(
  "token_issuer_schools",
  { schoolId: uuid("school_id").notNull(), issuerId: uuid("issuer_id").notNull() },
  (table) => [
    primaryKey({ name: "token_issuer_schools_pkey", columns: [table.schoolId, table.issuerId] }),
    foreignKey({
      name: "token_issuer_schools_school_id_fkey",
      columns: [table.schoolId],
      foreignColumns: [schools.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "token_issuer_schools_issuer_id_fkey",
      columns: [table.issuerId],
      foreignColumns: [tokenIssuers.id],
    }).onDelete("cascade"),
    index("token_issuer_schools_issuer_id_idx").on(table.issuerId),
    ofSchool("token_issuer_schools"),
  ],
);

/**
 * Who changed what. The service's role may add to it and read it, nothing else: it is not granted
 * more. No address stands here, and a pupil only by its id.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").notNull(),
    occurredAt: moment("occurred_at").notNull(),
    actorKind: text("actor_kind").$type<ActorKind>().notNull(),
    actorId: text("actor_id"),
    person: text("person"),
    action: text("action").$type<AuditAction>().notNull(),
    pupilId: uuid("pupil_id"),
    /** Counts and names of settings; nothing that is of a person. */
    details: jsonb("details").$type<Readonly<Record<string, unknown>>>().notNull().default({}),
    requestId: text("request_id"),
    network: text("network"),
  },
  (table) => [
    primaryKey({ name: "audit_events_pkey", columns: [table.schoolId, table.id] }),
    foreignKey({
      name: "audit_events_school_id_fkey",
      columns: [table.schoolId],
      foreignColumns: [schools.id],
    }).onDelete("cascade"),
    index("audit_events_pupil_id_idx").on(table.schoolId, table.pupilId),
    ofSchool("audit_events"),
  ],
);

/** The addresses that an event was about; they go with the address. */
export const auditAddresses = pgTable(
  "audit_addresses",
  {
    schoolId: uuid("school_id").notNull(),
    auditEventId: uuid("audit_event_id").notNull(),
    homeAddressId: uuid("home_address_id").notNull(),
  },
  (table) => [
    primaryKey({
      name: "audit_addresses_pkey",
      columns: [table.schoolId, table.auditEventId, table.homeAddressId],
    }),
    foreignKey({
      name: "audit_addresses_audit_event_id_fkey",
      columns: [table.schoolId, table.auditEventId],
      foreignColumns: [auditEvents.schoolId, auditEvents.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "audit_addresses_home_address_id_fkey",
      columns: [table.schoolId, table.homeAddressId],
      foreignColumns: [homeAddresses.schoolId, homeAddresses.id],
    }).onDelete("cascade"),
    index("audit_addresses_home_address_id_idx").on(table.schoolId, table.homeAddressId),
    ofSchool("audit_addresses"),
  ],
);

/** Keys of our own access tokens; the private half is sealed with the service's secret key. */
export const signingKeys = pgTable(
  "signing_keys",
  {
    id: text("id").primaryKey(),
    publicJwk: jsonb("public_jwk").$type<Readonly<Record<string, unknown>>>().notNull(),
    sealedPrivateKey: bytes("sealed_private_key").notNull(),
    createdAt: moment("created_at").notNull(),
    /** From when tokens are signed with it; it is published before. */
    activeAt: moment("active_at").notNull(),
    /** Until when it is published; `null` while it has no successor. */
    retiredAt: moment("retired_at"),
  },
  () => [ofService("signing_keys")],
);

/**
 * The key of the pseudonyms under which publishers know pupils: always the same one, sealed once with
 * each secret key of the service, so that it outlives all of these.
 */
export const pairwiseKeys = pgTable(
  "pairwise_keys",
  {
    /** Id of the secret key that sealed it. */
    secretKeyId: text("secret_key_id").primaryKey(),
    sealedKey: bytes("sealed_key").notNull(),
    createdAt: moment("created_at").notNull(),
  },
  () => [ofService("pairwise_keys")],
);
