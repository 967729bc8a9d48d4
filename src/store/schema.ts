// The tables. `school_id` is the first column of the keys of a school's rows, so tenants are separated by keys
// as well as by row-level security.
export * from "./schema/audit.ts";
export * from "./schema/credentials.ts";
export * from "./schema/home.ts";
export * from "./schema/mails.ts";
export * from "./schema/rosters.ts";
export * from "./schema/schools.ts";
