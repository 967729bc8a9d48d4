// Schools, and whose software they use. `school_id` is the first column of the keys of all rows of a school, so keys separate
// tenants as well as row-level security.
import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgPolicy,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { Locale } from "../../domain/language/locale.ts";
import type { LetterMode } from "../../domain/school/letters.ts";
import type { NetworkEnvironment } from "../../domain/school/network-environment.ts";
import type { PublisherNeed } from "../../domain/school/publisher.ts";
import { retentionDaysDefault } from "../../domain/school/settings.ts";
import { timestamptz } from "./columns.ts";
import { everyScope, ofSchool, ofService, policy, scopeSchool, serviceRole } from "./scopes.ts";

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
    contact: text("contact"),
    letters: text("letters").$type<LetterMode>().notNull().default("ask"),
    /** Days for which addresses and passwords of pupils that left are kept. */
    retentionDays: integer("retention_days").notNull().default(retentionDaysDefault),
    /** How long the link in a first mail works; `null` is as long as the service has it. */
    activationLinkDays: integer("activation_link_days"),
    /** Roster roles of teachers that see the whole school. */
    wholeSchoolRoles: text("whole_school_roles")
      .array()
      .$type<readonly string[]>()
      .notNull()
      .default([]),
    createdAt: timestamptz("created_at").notNull(),
  },
  (table) => [
    unique("schools_brin_key").on(table.brin),
    check("schools_retention_days_check", sql`${table.retentionDays} between 0 and 365`),
    check("schools_activation_link_days_check", sql`${table.activationLinkDays} between 1 and 90`),
    check("schools_contact_check", sql`char_length(${table.contact}) between 1 and 254`),
    check("schools_letters_check", sql`${table.letters} in ('off', 'ask', 'at-once')`),
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
    /** Pupil data in launch tokens beside the pseudonym. */
    needs: text("needs").array().$type<PublisherNeed[]>().notNull().default([]),
  },
  (table) => [
    check("publishers_key_check", sql`${table.key} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
    check(
      "publishers_needs_check",
      sql`${table.needs} <@ array['first-name', 'group', 'eck-id', 'school']`,
    ),
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
