// Credentials of callers, signing keys and throttle counters.
import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { ClientRole } from "../../domain/principal.ts";
import { bytes, timestamptz } from "./columns.ts";
import { schools } from "./schools.ts";
import { ofEveryScope, ofSchool, ofService } from "./scopes.ts";

export const apiClients = pgTable(
  "api_clients",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").primaryKey(),
    role: text("role").$type<ClientRole>().notNull(),
    teacherExternalId: text("teacher_external_id"),
    name: text("name"),
    secretHash: bytes("secret_hash").notNull(),
    createdAt: timestamptz("created_at").notNull(),
    revokedAt: timestamptz("revoked_at"),
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
    createdAt: timestamptz("created_at").notNull(),
  },
  (table) => [unique("token_issuers_iss_key").on(table.iss), ofService("token_issuers")],
);

/** Schools for which an issuer may sign tokens. */
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

/** Counted attempts. The key is an HMAC, so the table contains no address. */
export const throttles = pgTable(
  "throttles",
  {
    key: bytes("key").primaryKey(),
    /** Consecutive failures. */
    failures: integer("failures").notNull(),
    /** The next attempt is rejected until this time. */
    blockedUntil: timestamptz("blocked_until").notNull(),
    /** Time at which the level has drained to zero. The time until then is the level, counted in attempts. */
    levelUntil: timestamptz("level_until").notNull().default(new Date(0)),
    /** The row can be deleted from this time. */
    expiresAt: timestamptz("expires_at").notNull(),
  },
  (table) => [index("throttles_expires_at_idx").on(table.expiresAt), ofEveryScope("throttles")],
);

/** Keys of the service's access tokens. The private key is encrypted with `SECRET_KEY`. */
export const signingKeys = pgTable(
  "signing_keys",
  {
    id: text("id").primaryKey(),
    publicJwk: jsonb("public_jwk").$type<Readonly<Record<string, unknown>>>().notNull(),
    encryptedPrivateKey: bytes("sealed_private_key").notNull(),
    createdAt: timestamptz("created_at").notNull(),
    /** The key signs tokens from this time, and is published before. */
    activeAt: timestamptz("active_at").notNull(),
    /** The key is published until this time; `null` while it has no successor. */
    retiredAt: timestamptz("retired_at"),
  },
  () => [ofService("signing_keys")],
);

/** The key of the HMACs in `throttles`: one random key, encrypted once with each secret key of the service. */
export const throttleKeys = pgTable(
  "throttle_keys",
  {
    /** Id of the secret key that encrypted it. */
    secretKeyId: text("secret_key_id").primaryKey(),
    encryptedKey: bytes("sealed_key").notNull(),
    createdAt: timestamptz("created_at").notNull(),
  },
  () => [ofService("throttle_keys")],
);

/**
 * The key of the pseudonyms that publishers get. It never changes, and is encrypted once with each secret
 * key of the service, so that it outlives them.
 */
export const pairwiseKeys = pgTable(
  "pairwise_keys",
  {
    /** Id of the secret key that encrypted it. */
    secretKeyId: text("secret_key_id").primaryKey(),
    encryptedKey: bytes("sealed_key").notNull(),
    createdAt: timestamptz("created_at").notNull(),
  },
  () => [ofService("pairwise_keys")],
);

/** The variants of argon2id that a stored password or picture code may have; every login computes all of them. */
export const passwordVariants = pgTable(
  "password_variants",
  {
    /** As `PasswordVariant` writes it. */
    id: text("id").primaryKey(),
    /** Pepper of older versions, encrypted with the newest secret key; `null` if it has none. */
    encryptedPepper: bytes("encrypted_pepper"),
    createdAt: timestamptz("created_at").notNull(),
  },
  () => [ofService("password_variants")],
);
