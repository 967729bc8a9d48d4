// Which rows a transaction sees: row-level security by the scope that it has set.
import { sql } from "drizzle-orm";
import { pgPolicy, pgRole } from "drizzle-orm/pg-core";

/** The role as which every statement of the service runs: it owns no table and bypasses no policy. */
export const serviceRole = pgRole("thuisinlog_service").existing();

// The scopes that database.ts sets; a statement without one sees no row. They are sub-selects so
// that PostgreSQL works them out once a statement instead of once a row.
export const scopeSchool = sql`(select nullif(current_setting('thuisinlog.school_id', true), '')::uuid)`;
export const scopeEmail = sql`(select nullif(current_setting('thuisinlog.email_key', true), ''))`;
const scopeService = sql`(select current_setting('thuisinlog.service', true) = 'on')`;

export const policy = (table: string, condition: ReturnType<typeof sql>) =>
  pgPolicy(`${table}_scope`, {
    to: serviceRole,
    using: sql`${condition} or ${scopeService}`,
    withCheck: sql`${condition} or ${scopeService}`,
  });
export const ofSchool = (table: string) => policy(table, sql`school_id = ${scopeSchool}`);
export const ofSchoolOrHome = (table: string) =>
  policy(table, sql`school_id = ${scopeSchool} or email_key = ${scopeEmail}`);
/** Rows that belong to an address, which may have children at several schools. */
export const ofAnyScope = (table: string) =>
  policy(table, sql`${scopeSchool} is not null or email_key = ${scopeEmail}`);
export const everyScope = sql`${scopeSchool} is not null or ${scopeEmail} is not null`;
/** Rows without personal data. */
export const ofEveryScope = (table: string) => policy(table, everyScope);
export const ofService = (table: string) =>
  pgPolicy(`${table}_scope`, { to: serviceRole, using: scopeService, withCheck: scopeService });
