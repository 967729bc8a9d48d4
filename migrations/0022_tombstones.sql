-- Why: a restored backup must not bring back what was removed since. Triggers write the id of each row that is
-- removed, erased or revoked, so that cascades, an older version that still runs, and what an operator does by hand
-- are included; a background job moves them to a file outside the database. They run with the rights of the owner,
-- because the service may not write them itself. A removed school stands for its pupils, and a removed pupil for
-- its addresses, so a cascade writes one row.
-- Beside an older version: it may run on; it moves no row to a file.
CREATE TABLE "tombstones" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tombstones_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject_id" uuid NOT NULL,
	"removed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tombstones_kind_check" CHECK ("tombstones"."kind" in ('school', 'pupil', 'address', 'withdrawal', 'decline', 'client', 'issuer'))
);
--> statement-breakpoint
ALTER TABLE "tombstones" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE INDEX "tombstones_removed_at_idx" ON "tombstones" USING btree ("removed_at");--> statement-breakpoint
CREATE POLICY "tombstones_scope" ON "tombstones" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));
--> statement-breakpoint
revoke insert on tombstones from thuisinlog_service;
--> statement-breakpoint
create function record_tombstone() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  removed_at timestamptz := now();
begin
  -- A record has only the columns of its table, so each column is read for its kind alone.
  case tg_argv[0]
    when 'withdrawal' then removed_at := new.withdrawn_at;
    when 'decline' then removed_at := new.bounced_at;
    when 'client' then removed_at := new.revoked_at;
    else null;
  end case;
  insert into tombstones (kind, subject_id, removed_at) values (tg_argv[0], old.id, removed_at);
  return null;
end
$$;
--> statement-breakpoint
-- Of many rows at once: a roster or a bulk change can delete all pupils or addresses of a group in one statement.
create function record_tombstones_of_delete() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_table_name = 'pupils' then
    insert into tombstones (kind, subject_id, removed_at)
    select 'pupil', o.id, now() from old_rows o join schools s on s.id = o.school_id;
  else
    insert into tombstones (kind, subject_id, removed_at)
    select 'address', o.id, now()
      from old_rows o join pupils p on p.school_id = o.school_id and p.id = o.pupil_id;
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger schools_tombstone after delete on schools
  for each row execute function record_tombstone('school');
--> statement-breakpoint
create trigger pupils_tombstones_of_delete after delete on pupils
  referencing old table as old_rows
  for each statement execute function record_tombstones_of_delete();
--> statement-breakpoint
create trigger home_addresses_tombstones_of_delete after delete on home_addresses
  referencing old table as old_rows
  for each statement execute function record_tombstones_of_delete();
--> statement-breakpoint
create trigger home_addresses_tombstone_of_withdrawal after update of withdrawn_at on home_addresses
  for each row when (old.withdrawn_at is null and new.withdrawn_at is not null)
  execute function record_tombstone('withdrawal');
--> statement-breakpoint
create trigger home_addresses_tombstone_of_decline after update of bounce_reason on home_addresses
  for each row
  when (new.bounce_reason = 'not-their-child' and old.bounce_reason is distinct from new.bounce_reason)
  execute function record_tombstone('decline');
--> statement-breakpoint
create trigger api_clients_tombstone after update of revoked_at on api_clients
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function record_tombstone('client');
--> statement-breakpoint
create trigger token_issuers_tombstone after delete on token_issuers
  for each row execute function record_tombstone('issuer');
