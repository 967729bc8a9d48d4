// What a roster holds of a school.
import { sql } from "drizzle-orm";
import {
  boolean,
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
import type { LoginMethod } from "../../domain/school/settings.ts";
import { timestamptz } from "./columns.ts";
import { schools } from "./schools.ts";
import { ofSchool } from "./scopes.ts";

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
    /** When the pupil left the roster. A pupil that left is not found by any operation. */
    leftAt: timestamptz("left_at"),
    /** When the home login was last changed; `null` if never. */
    homeLoginUpdatedAt: timestamptz("home_login_updated_at"),
  },
  (table) => [
    primaryKey({ name: "pupils_pkey", columns: [table.schoolId, table.id] }),
    unique("pupils_external_id_key").on(table.schoolId, table.externalId),
    index("pupils_left_at_idx").on(table.leftAt).where(sql`${table.leftAt} is not null`),
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
