-- Why: an index and a check on tables with millions of rows, which earlier migrations added, must not stop writes
-- while PostgreSQL reads the whole table. An interrupted build leaves an invalid index, so it is dropped first.
-- Outside a transaction: a concurrent build cannot run in one. Every statement can be repeated.
-- Beside an older version: it may run on.
drop index concurrently if exists home_addresses_expires_at_idx;
--> statement-breakpoint
create index concurrently home_addresses_expires_at_idx on home_addresses (expires_at)
 where activated_at is null and bounced_at is null and withdrawn_at is null
   and (recorded_expiry is null or expires_at > recorded_expiry);
--> statement-breakpoint
alter table mails validate constraint mails_kind_check;
