-- Why: a mailbox gets a documented number of mails of a kind a day, for all senders together. The counter
-- outlives the mailbox, since an address can be removed and entered again. And the newest three links of an
-- address stay open, so that a link requested by another person does not close the one that a parent is about to open.
-- Beside an older version: it may run on while the newer one takes over. It writes mails without a cool-down
-- and closes all links before a new one, as it did.
CREATE TABLE "mail_cool_downs" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"mails" integer NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "mail_cool_downs_key_check" CHECK (octet_length("mail_cool_downs"."key") = 32)
);
--> statement-breakpoint
ALTER TABLE "mail_cool_downs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "activation_links_open_key";--> statement-breakpoint
CREATE INDEX "mail_cool_downs_expires_at_idx" ON "mail_cool_downs" USING btree ("expires_at");--> statement-breakpoint
CREATE POLICY "mail_cool_downs_scope" ON "mail_cool_downs" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) is not null or (select nullif(current_setting('thuisinlog.email_key', true), '')) is not null or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) is not null or (select nullif(current_setting('thuisinlog.email_key', true), '')) is not null or (select current_setting('thuisinlog.service', true) = 'on'));
--> statement-breakpoint
-- The rule of src/domain/mail/cool-down.ts, for statements that write many mails: how long the next mail waits
-- after so many, when it may leave, and which one it then is. A future timestamp belongs to a mail
-- that was cancelled before it left, and is given to the next one.
create function mail_gap(mails integer, seconds float8) returns interval
language sql stable as $$
  select make_interval(secs => case when seconds = 0 then 0
                                    when mails >= 6 then 86400
                                    else least(86400, seconds * 2 ^ (mails - 1)) end)
$$;
--> statement-breakpoint
create function next_mail_at(mails integer, last_at timestamptz, now_at timestamptz, seconds float8) returns timestamptz
language sql stable as $$
  select case when last_at > now_at then last_at else greatest(now_at, last_at + mail_gap(mails, seconds)) end
$$;
--> statement-breakpoint
create function next_mail_count(mails integer, last_at timestamptz, now_at timestamptz, seconds float8) returns integer
language sql stable as $$
  select case when last_at > now_at then mails
              else least(6, 1 + greatest(0, mails - floor(extract(epoch from
                   next_mail_at(mails, last_at, now_at, seconds) - last_at) / 86400)::integer)) end
$$;
