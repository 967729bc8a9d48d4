-- Why: a school can give parents a letter with a code, with which they enter their address themselves. `letters`
-- has the newest letter of each pupil, `address_proposals` the addresses that were entered with one, and a new
-- kind of mail tells the other parent that an address was added.
-- Beside an older version: it may run on while the newer one takes over. It makes no letters, and drops the
-- mails of the new kind or leaves them to the newer one. A pupil that leaves through an older version keeps its
-- letter, which then opens nothing, until the next cleanup.
CREATE TABLE "address_proposals" (
	"school_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"pupil_id" uuid NOT NULL,
	"letter_id" uuid NOT NULL,
	"email" text NOT NULL,
	"email_key" text NOT NULL,
	"status" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"home_address_id" uuid,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "address_proposals_pkey" PRIMARY KEY("school_id","id"),
	CONSTRAINT "address_proposals_status_check" CHECK ("address_proposals"."status" in ('waiting', 'accepted', 'declined')),
	CONSTRAINT "address_proposals_settled_at_check" CHECK (("address_proposals"."status" = 'waiting') = ("address_proposals"."settled_at" is null))
);
--> statement-breakpoint
ALTER TABLE "address_proposals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "letters" (
	"school_id" uuid NOT NULL,
	"pupil_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "letters_pkey" PRIMARY KEY("school_id","pupil_id"),
	CONSTRAINT "letters_code_hash_key" UNIQUE("code_hash"),
	CONSTRAINT "letters_code_hash_check" CHECK (octet_length("letters"."code_hash") = 32)
);
--> statement-breakpoint
ALTER TABLE "letters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "mails" DROP CONSTRAINT "mails_kind_check";--> statement-breakpoint
ALTER TABLE "schools" ADD COLUMN "letters" text DEFAULT 'ask' NOT NULL;--> statement-breakpoint
ALTER TABLE "address_proposals" ADD CONSTRAINT "address_proposals_pupil_id_fkey" FOREIGN KEY ("school_id","pupil_id") REFERENCES "public"."pupils"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "address_proposals" ADD CONSTRAINT "address_proposals_home_address_id_fkey" FOREIGN KEY ("school_id","home_address_id") REFERENCES "public"."home_addresses"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "letters" ADD CONSTRAINT "letters_pupil_id_fkey" FOREIGN KEY ("school_id","pupil_id") REFERENCES "public"."pupils"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "address_proposals_waiting_key" ON "address_proposals" USING btree ("school_id","pupil_id","email_key") WHERE "address_proposals"."status" = 'waiting';--> statement-breakpoint
CREATE INDEX "address_proposals_pupil_id_idx" ON "address_proposals" USING btree ("school_id","pupil_id");--> statement-breakpoint
CREATE INDEX "address_proposals_home_address_id_idx" ON "address_proposals" USING btree ("school_id","home_address_id");--> statement-breakpoint
CREATE INDEX "address_proposals_expires_at_idx" ON "address_proposals" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "letters_expires_at_idx" ON "letters" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_kind_check" CHECK ("mails"."kind" in ('activation', 'links', 'password-notice', 'reminder', 'address-removed', 'address-added')) NOT VALID;--> statement-breakpoint
ALTER TABLE "schools" ADD CONSTRAINT "schools_letters_check" CHECK ("schools"."letters" in ('off', 'ask', 'at-once'));--> statement-breakpoint
CREATE POLICY "address_proposals_scope" ON "address_proposals" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "letters_scope" ON "letters" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));