// The tables. Every row of a school carries its school_id, first in each key, so that tenants are
// kept apart by keys as well as by row-level security, and a cluster can be split by school.
export * from "./schema/audit.ts";
export * from "./schema/credentials.ts";
export * from "./schema/home.ts";
export * from "./schema/mails.ts";
export * from "./schema/rosters.ts";
export * from "./schema/schools.ts";
