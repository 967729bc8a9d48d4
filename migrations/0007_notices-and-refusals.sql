-- Why: adds notices to removed addresses, one reminder for a link that is about to expire, and the
-- decline of an activation by a recipient whose child it is not.
-- Beside an older version: it may run on while the newer one takes over. It drops the mails to removed
-- addresses, and leaves the reminders, which it does not know, to the newer one.
CREATE TABLE "removal_notices" (
	"school_id" uuid NOT NULL,
	"mail_id" uuid NOT NULL,
	"pupil_id" uuid NOT NULL,
	"email" text NOT NULL,
	"email_key" text NOT NULL,
	CONSTRAINT "removal_notices_pkey" PRIMARY KEY("school_id","pupil_id","mail_id")
);
--> statement-breakpoint
ALTER TABLE "removal_notices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "mails" DROP CONSTRAINT "mails_kind_check";--> statement-breakpoint
ALTER TABLE "activation_links" ADD COLUMN "reminded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "activation_links" ADD COLUMN "refused_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "removal_notices" ADD CONSTRAINT "removal_notices_mail_id_fkey" FOREIGN KEY ("mail_id") REFERENCES "public"."mails"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "removal_notices" ADD CONSTRAINT "removal_notices_pupil_id_fkey" FOREIGN KEY ("school_id","pupil_id") REFERENCES "public"."pupils"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "removal_notices_mail_id_idx" ON "removal_notices" USING btree ("mail_id");--> statement-breakpoint
CREATE INDEX "removal_notices_email_key_idx" ON "removal_notices" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "activation_links_expires_at_idx" ON "activation_links" USING btree ("expires_at") WHERE "activation_links"."purpose" = 'activation' and "activation_links"."used_at" is null and "activation_links"."replaced_at" is null and "activation_links"."reminded_at" is null;--> statement-breakpoint
ALTER TABLE "activation_links" ADD CONSTRAINT "activation_links_refused_at_check" CHECK ("activation_links"."refused_at" is null or "activation_links"."used_at" is not null);--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_kind_check" CHECK ("mails"."kind" in ('activation', 'links', 'password-notice', 'reminder', 'address-removed'));--> statement-breakpoint
CREATE POLICY "removal_notices_scope" ON "removal_notices" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));
--> statement-breakpoint
-- A mailbox stays while the notice to its last home address waits.
create or replace function remove_empty_mailboxes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from mailboxes where email_key in (select email_key from removed) order by email_key for update;
  delete from mailboxes m
   where m.email_key in (select email_key from removed)
     and not exists (select from home_addresses a where a.email_key = m.email_key)
     and not exists (select from removal_notices n where n.email_key = m.email_key);
  return null;
end
$$;
--> statement-breakpoint
create function remove_untold_mails() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from mails m
   where m.id in (select mail_id from removed)
     and m.settled_at is null
     and not exists (select from removal_notices n where n.mail_id = m.id);
  return null;
end
$$;
--> statement-breakpoint
-- The mail first: it is deleted with its last child, and the mailbox with its last mail.
create trigger removal_notices_removed after delete on removal_notices
  referencing old table as removed
  for each statement execute function remove_untold_mails();
--> statement-breakpoint
create trigger removal_notices_removed_last after delete on removal_notices
  referencing old table as removed
  for each statement execute function remove_empty_mailboxes();
