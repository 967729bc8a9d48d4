-- Why: a school may say that teachers with certain roles, such as the internal counsellor, see all of it.
-- Beside an older version: it may run on; to it these teachers see their own groups alone.
ALTER TABLE "schools" ADD COLUMN "whole_school_roles" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "teachers" ADD COLUMN "roles" text[] DEFAULT '{}' NOT NULL;