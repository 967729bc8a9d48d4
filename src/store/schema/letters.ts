// Letters to parents, and the addresses that parents enter with them.
import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { ProposalStatus } from "../../domain/school/address-proposal.ts";
import { bytes, timestamptz } from "./columns.ts";
import { homeAddresses } from "./home.ts";
import { pupils } from "./rosters.ts";
import { ofSchool } from "./scopes.ts";

/** The newest letter of each pupil: a newer one replaces the row. */
export const letters = pgTable(
  "letters",
  {
    schoolId: uuid("school_id").notNull(),
    pupilId: uuid("pupil_id").notNull(),
    id: uuid("id").notNull(),
    /** HMAC of the code with a secret key of the service. */
    codeHash: bytes("code_hash").notNull(),
    createdAt: timestamptz("created_at").notNull(),
    expiresAt: timestamptz("expires_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "letters_pkey", columns: [table.schoolId, table.pupilId] }),
    unique("letters_code_hash_key").on(table.codeHash),
    foreignKey({
      name: "letters_pupil_id_fkey",
      columns: [table.schoolId, table.pupilId],
      foreignColumns: [pupils.schoolId, pupils.id],
    }).onDelete("cascade"),
    index("letters_expires_at_idx").on(table.expiresAt),
    check("letters_code_hash_check", sql`octet_length(${table.codeHash}) = 32`),
    ofSchool("letters"),
  ],
);

/** Addresses that parents entered with the code of a letter. */
export const addressProposals = pgTable(
  "address_proposals",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").notNull(),
    pupilId: uuid("pupil_id").notNull(),
    /** The letter, which a newer one may have replaced since. */
    letterId: uuid("letter_id").notNull(),
    email: text("email").notNull(),
    emailKey: text("email_key").notNull(),
    status: text("status").$type<ProposalStatus>().notNull(),
    proposedAt: timestamptz("proposed_at").notNull(),
    /** When it was accepted or declined. */
    settledAt: timestamptz("settled_at"),
    /** The address that was added. The proposal is deleted with it. */
    homeAddressId: uuid("home_address_id"),
    expiresAt: timestamptz("expires_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "address_proposals_pkey", columns: [table.schoolId, table.id] }),
    foreignKey({
      name: "address_proposals_pupil_id_fkey",
      columns: [table.schoolId, table.pupilId],
      foreignColumns: [pupils.schoolId, pupils.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "address_proposals_home_address_id_fkey",
      columns: [table.schoolId, table.homeAddressId],
      foreignColumns: [homeAddresses.schoolId, homeAddresses.id],
    }).onDelete("cascade"),
    // A parent who sends the form twice makes one proposal.
    uniqueIndex("address_proposals_waiting_key")
      .on(table.schoolId, table.pupilId, table.emailKey)
      .where(sql`${table.status} = 'waiting'`),
    index("address_proposals_pupil_id_idx").on(table.schoolId, table.pupilId),
    index("address_proposals_home_address_id_idx").on(table.schoolId, table.homeAddressId),
    index("address_proposals_expires_at_idx").on(table.expiresAt),
    check(
      "address_proposals_status_check",
      sql`${table.status} in ('waiting', 'accepted', 'declined')`,
    ),
    check(
      "address_proposals_settled_at_check",
      sql`(${table.status} = 'waiting') = (${table.settledAt} is null)`,
    ),
    ofSchool("address_proposals"),
  ],
);
