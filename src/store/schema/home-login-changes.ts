// The feed of changes of home logins.
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import type { HomeLoginChangeType } from "../../domain/feed/home-login-change.ts";
import { timestamptz, xid8 } from "./columns.ts";
import { schools } from "./schools.ts";
import { ofSchool, ofService } from "./scopes.ts";

/**
 * Changes of home logins, which triggers on `home_addresses` write. The service's role is granted only to
 * read and delete them. Contains no address and no name, and a pupil only by its id, so that nothing has to
 * be erased with the pupil.
 */
export const homeLoginChanges = pgTable(
  "home_login_changes",
  {
    schoolId: uuid("school_id").notNull(),
    /**
     * Transaction of the change. Numbers alone are not enough: a transaction can take a lower number and
     * commit later than another one.
     */
    transactionId: xid8("transaction_id").notNull().default(sql`pg_current_xact_id()`),
    number: bigint("number", { mode: "bigint" }).notNull().generatedAlwaysAsIdentity(),
    id: uuid("id").notNull().default(sql`gen_random_uuid()`),
    occurredAt: timestamptz("occurred_at").notNull().default(sql`now()`),
    type: text("type").$type<HomeLoginChangeType>().notNull(),
    pupilId: uuid("pupil_id").notNull(),
  },
  (table) => [
    primaryKey({
      name: "home_login_changes_pkey",
      columns: [table.schoolId, table.transactionId, table.number],
    }),
    foreignKey({
      name: "home_login_changes_school_id_fkey",
      columns: [table.schoolId],
      foreignColumns: [schools.id],
    }).onDelete("cascade"),
    index("home_login_changes_transaction_id_idx").on(table.transactionId, table.number),
    check(
      "home_login_changes_type_check",
      sql`${table.type} in ('invited', 'activated', 'bounced', 'declined', 'removed', 'expired', 'left', 'returned')`,
    ),
    ofSchool("home_login_changes"),
  ],
);

/** The only row is the state of the feed. */
export const homeLoginFeed = pgTable(
  "home_login_feed",
  {
    id: boolean("id").primaryKey().default(true),
    /** Changes when positions lose their meaning: ids of transactions start again in another cluster. */
    epoch: uuid("epoch").notNull().default(sql`gen_random_uuid()`),
    /** Position of the last change that was deleted; a reader before it has missed changes. */
    removedTransactionId: xid8("removed_transaction_id").notNull().default("0"),
    removedNumber: bigint("removed_number", { mode: "bigint" }).notNull().default(sql`0`),
    /** A transaction of this cluster, renewed hourly; in the future only after a restore. */
    seenTransactionId: xid8("seen_transaction_id").notNull().default("0"),
    /** Position up to which changes were looked at for webhooks. */
    noticedTransactionId: xid8("noticed_transaction_id").notNull().default("0"),
  },
  (table) => [check("home_login_feed_id_check", sql`${table.id}`), ofService("home_login_feed")],
);
