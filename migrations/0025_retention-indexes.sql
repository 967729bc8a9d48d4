-- Why: the removal of pupils that left and of sessions that ended read the whole tables every hour. Few rows are in
-- these indexes: a pupil that left, and a session from its end until its removal.
-- Outside a transaction: a concurrent build cannot run in one. Every statement can be repeated.
-- Beside an older version: it may run on.
drop index concurrently if exists pupils_left_at_idx;
--> statement-breakpoint
create index concurrently pupils_left_at_idx on pupils (left_at) where left_at is not null;
--> statement-breakpoint
drop index concurrently if exists home_sessions_ended_at_idx;
--> statement-breakpoint
create index concurrently home_sessions_ended_at_idx on home_sessions (ended_at) where ended_at is not null;
