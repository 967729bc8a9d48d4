-- Why: adds audit events, settings of schools, and a rank of mails, so that the mail of a whole
-- school never delays a single one.
-- Beside an older version: it may run on; it writes mails of rank 0 and no events.
CREATE TABLE "audit_addresses" (
	"school_id" uuid NOT NULL,
	"audit_event_id" uuid NOT NULL,
	"home_address_id" uuid NOT NULL,
	CONSTRAINT "audit_addresses_pkey" PRIMARY KEY("school_id","audit_event_id","home_address_id")
);
--> statement-breakpoint
ALTER TABLE "audit_addresses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "audit_events" (
	"school_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"person" text,
	"action" text NOT NULL,
	"pupil_id" uuid,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" text,
	"network" text,
	CONSTRAINT "audit_events_pkey" PRIMARY KEY("school_id","id")
);
--> statement-breakpoint
ALTER TABLE "audit_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "mails_available_at_idx";--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "rank" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "schools" ADD COLUMN "retention_days" integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE "schools" ADD COLUMN "activation_link_days" integer;--> statement-breakpoint
ALTER TABLE "audit_addresses" ADD CONSTRAINT "audit_addresses_audit_event_id_fkey" FOREIGN KEY ("school_id","audit_event_id") REFERENCES "public"."audit_events"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_addresses" ADD CONSTRAINT "audit_addresses_home_address_id_fkey" FOREIGN KEY ("school_id","home_address_id") REFERENCES "public"."home_addresses"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_school_id_fkey" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_addresses_home_address_id_idx" ON "audit_addresses" USING btree ("school_id","home_address_id");--> statement-breakpoint
CREATE INDEX "audit_events_pupil_id_idx" ON "audit_events" USING btree ("school_id","pupil_id");--> statement-breakpoint
CREATE INDEX "mails_rank_idx" ON "mails" USING btree ("rank","available_at") WHERE "mails"."settled_at" is null;--> statement-breakpoint
ALTER TABLE "schools" ADD CONSTRAINT "schools_retention_days_check" CHECK ("schools"."retention_days" between 0 and 365);--> statement-breakpoint
ALTER TABLE "schools" ADD CONSTRAINT "schools_activation_link_days_check" CHECK ("schools"."activation_link_days" between 1 and 90);--> statement-breakpoint
CREATE POLICY "audit_addresses_scope" ON "audit_addresses" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "audit_events_scope" ON "audit_events" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
-- The service inserts audit events and changes none. Deleting an address still deletes its rows here,
-- because a foreign key works with the rights of the owner of the tables.
revoke update, delete on audit_events, audit_addresses from thuisinlog_service;
