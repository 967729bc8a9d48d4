-- Why: a page for parents leads to where their school's network environment is.
-- Beside an older version: it may run on, and leads nowhere.
ALTER TABLE "schools" ADD COLUMN "network_environment_url" text;