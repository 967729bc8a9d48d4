-- Why: portals follow the changes of home logins. Triggers write them, so that every way to change an address
-- is in the feed: cascades, an older version that still runs, and what an operator does by hand. They run with the
-- rights of the owner, because the service may not write changes itself. Each statement writes its changes
-- at once, one of a type for a pupil.
-- Beside an older version: it may run on, and its changes are in the feed.
CREATE TABLE "home_login_changes" (
	"school_id" uuid NOT NULL,
	"transaction_id" "xid8" DEFAULT pg_current_xact_id() NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "home_login_changes_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"occurred_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"type" text NOT NULL,
	"pupil_id" uuid NOT NULL,
	CONSTRAINT "home_login_changes_pkey" PRIMARY KEY("school_id","transaction_id","number"),
	CONSTRAINT "home_login_changes_type_check" CHECK ("home_login_changes"."type" in ('invited', 'activated', 'bounced', 'declined', 'removed', 'expired', 'left', 'returned'))
);
--> statement-breakpoint
ALTER TABLE "home_login_changes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "home_login_feed" (
	"id" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"epoch" uuid DEFAULT gen_random_uuid() NOT NULL,
	"removed_transaction_id" "xid8" DEFAULT '0' NOT NULL,
	"removed_number" bigint DEFAULT 0 NOT NULL,
	"seen_transaction_id" "xid8" DEFAULT '0' NOT NULL,
	CONSTRAINT "home_login_feed_id_check" CHECK ("home_login_feed"."id")
);
--> statement-breakpoint
ALTER TABLE "home_login_feed" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
-- What expired before the feed began is not news. The default is written once, for all rows, without reading them.
ALTER TABLE "home_addresses" ADD COLUMN "recorded_expiry" timestamp (3) with time zone DEFAULT now();--> statement-breakpoint
ALTER TABLE "home_addresses" ALTER COLUMN "recorded_expiry" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "home_login_changes" ADD CONSTRAINT "home_login_changes_school_id_fkey" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "home_login_changes_transaction_id_idx" ON "home_login_changes" USING btree ("transaction_id","number");--> statement-breakpoint
CREATE POLICY "home_login_changes_scope" ON "home_login_changes" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "home_login_feed_scope" ON "home_login_feed" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));
--> statement-breakpoint
revoke insert, update on home_login_changes from thuisinlog_service;
--> statement-breakpoint
revoke insert, delete on home_login_feed from thuisinlog_service;
--> statement-breakpoint
insert into home_login_feed default values;
--> statement-breakpoint
create function record_home_login_changes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    insert into home_login_changes (school_id, pupil_id, type)
    select distinct school_id, pupil_id, 'invited' from new_rows;
  elsif tg_op = 'UPDATE' then
    insert into home_login_changes (school_id, pupil_id, type)
    select distinct n.school_id, n.pupil_id, c.type
      from new_rows n
      join old_rows o on o.school_id = n.school_id and o.id = n.id
     cross join lateral (
        select case
          when n.withdrawn_at is not null then case when o.withdrawn_at is null then 'left' end
          when n.activated_at is not null then case when o.activated_at is null then 'activated' end
          when n.bounced_at is not null then case
            when n.bounce_reason = 'not-their-child' then
              case when o.bounce_reason is distinct from n.bounce_reason then 'declined' end
            when o.bounced_at is null then 'bounced' end
          when o.bounced_at is not null then 'invited'
          when n.invited_at > o.invited_at and o.expires_at <= n.invited_at then 'invited'
          when n.recorded_expiry = n.expires_at and o.recorded_expiry is distinct from n.recorded_expiry then 'expired'
        end as type) c
     where c.type is not null;
  else
    -- Addresses of a pupil that left disappear with the pupil, which is no news, or because it returned. A
    -- school that is removed has no feed.
    insert into home_login_changes (school_id, pupil_id, type)
    select distinct o.school_id, o.pupil_id, case when o.withdrawn_at is null then 'removed' else 'returned' end
      from old_rows o
      join schools s on s.id = o.school_id
      left join pupils p on p.school_id = o.school_id and p.id = o.pupil_id
     where o.withdrawn_at is null or p.id is not null;
  end if;
  return null;
end
$$;
--> statement-breakpoint
create trigger home_addresses_changes_of_insert after insert on home_addresses
  referencing new table as new_rows
  for each statement execute function record_home_login_changes();
--> statement-breakpoint
create trigger home_addresses_changes_of_update after update on home_addresses
  referencing old table as old_rows new table as new_rows
  for each statement execute function record_home_login_changes();
--> statement-breakpoint
create trigger home_addresses_changes_of_delete after delete on home_addresses
  referencing old table as old_rows
  for each statement execute function record_home_login_changes();
