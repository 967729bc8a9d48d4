// Targets of notices about new changes of home logins.
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { bytes, timestamptz, xid8 } from "./columns.ts";
import { apiClients, tokenIssuers } from "./credentials.ts";
import { ofService } from "./scopes.ts";

/**
 * Webhooks of API clients and of portals that sign their own tokens. A webhook has at most one pending
 * notice, whatever the number of changes.
 */
export const webhooks = pgTable(
  "webhooks",
  {
    id: uuid("id").primaryKey(),
    /** Its notices are about the school of this client, or about all schools of `issuer_id`. */
    clientId: uuid("client_id"),
    issuerId: uuid("issuer_id"),
    /** The URL can contain a secret, so it is encrypted like the key of the signatures. */
    encryptedUrl: bytes("encrypted_url").notNull(),
    encryptedSecret: bytes("encrypted_secret").notNull(),
    /** Id of the secret key that encrypted both. */
    secretKeyId: text("secret_key_id").notNull(),
    createdAt: timestamptz("created_at").notNull(),
    /** Set when the target answered 410. */
    disabledAt: timestamptz("disabled_at"),
    /** Position up to which the target was told of changes. */
    toldTransactionId: xid8("told_transaction_id").notNull(),
    toldNumber: bigint("told_number", { mode: "bigint" }).notNull().default(sql`0`),
    /** The pending notice; the same in each retry. */
    noticeId: uuid("notice_id"),
    noticedAt: timestamptz("noticed_at"),
    /** Whether there were changes after the last claim, so that another notice follows. */
    hasMore: boolean("has_more").notNull().default(false),
    /** Schedule, back-off and lease of the pending notice. */
    availableAt: timestamptz("available_at").notNull(),
    /** Counts claims: an outcome is recorded only for the last one. */
    claims: integer("claims").notNull().default(0),
    /** Consecutive failures. */
    failures: integer("failures").notNull().default(0),
    lastFailure: text("last_failure"),
    deliveredAt: timestamptz("delivered_at"),
  },
  (table) => [
    foreignKey({
      name: "webhooks_client_id_fkey",
      columns: [table.clientId],
      foreignColumns: [apiClients.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "webhooks_issuer_id_fkey",
      columns: [table.issuerId],
      foreignColumns: [tokenIssuers.id],
    }).onDelete("cascade"),
    index("webhooks_client_id_idx").on(table.clientId),
    index("webhooks_issuer_id_idx").on(table.issuerId),
    index("webhooks_available_at_idx")
      .on(table.availableAt)
      .where(sql`${table.noticeId} is not null and ${table.disabledAt} is null`),
    check("webhooks_owner_check", sql`num_nonnulls(${table.clientId}, ${table.issuerId}) = 1`),
    ofService("webhooks"),
  ],
);
