// Audit events.
import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { ActorKind, AuditAction } from "../../domain/audit-event.ts";
import { timestamptz } from "./columns.ts";
import { homeAddresses } from "./home.ts";
import { schools } from "./schools.ts";
import { ofSchool } from "./scopes.ts";

/**
 * Audit events. The service's role is granted only to insert and read them. The function
 * `remove_past_audit_events` deletes old events with the rights of the tables' owner. Contains no address,
 * and a pupil only by its id.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    schoolId: uuid("school_id").notNull(),
    id: uuid("id").notNull(),
    occurredAt: timestamptz("occurred_at").notNull(),
    actorKind: text("actor_kind").$type<ActorKind>().notNull(),
    actorId: text("actor_id"),
    person: text("person"),
    action: text("action").$type<AuditAction>().notNull(),
    pupilId: uuid("pupil_id"),
    /** Counts and names of settings; contains no personal data. */
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

/** Addresses that an event is about; a row is deleted with its address. */
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
