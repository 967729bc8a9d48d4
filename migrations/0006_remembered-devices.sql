-- Why: the youngest pupils log in with pictures, on a device that a parent has remembered with the password.
-- Beside an older version: it may continue to run, but ignores both. A password change there deletes
-- no device and no pictures, so do not let it run beside this one for long.
CREATE TABLE "devices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"school_id" uuid NOT NULL,
	"home_address_id" uuid NOT NULL,
	"email_key" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "devices_token_hash_key" UNIQUE("token_hash"),
	CONSTRAINT "devices_token_hash_check" CHECK (octet_length("devices"."token_hash") = 32),
	CONSTRAINT "devices_name_check" CHECK (char_length("devices"."name") between 1 and 100)
);
--> statement-breakpoint
ALTER TABLE "devices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "picture_codes" (
	"school_id" uuid NOT NULL,
	"home_address_id" uuid NOT NULL,
	"code_salt" "bytea" NOT NULL,
	"code_hash" text NOT NULL,
	"code_key_id" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "picture_codes_pkey" PRIMARY KEY("school_id","home_address_id"),
	CONSTRAINT "picture_codes_code_salt_check" CHECK (octet_length("picture_codes"."code_salt") = 16)
);
--> statement-breakpoint
ALTER TABLE "picture_codes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "home_sessions" ADD COLUMN "device_id" uuid;--> statement-breakpoint
ALTER TABLE "devices" ADD CONSTRAINT "devices_home_address_id_fkey" FOREIGN KEY ("school_id","home_address_id") REFERENCES "public"."home_addresses"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "picture_codes" ADD CONSTRAINT "picture_codes_home_address_id_fkey" FOREIGN KEY ("school_id","home_address_id") REFERENCES "public"."home_addresses"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "devices_home_address_id_idx" ON "devices" USING btree ("school_id","home_address_id");--> statement-breakpoint
CREATE INDEX "devices_email_key_idx" ON "devices" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "devices_expires_at_idx" ON "devices" USING btree ("expires_at");--> statement-breakpoint
ALTER TABLE "home_sessions" ADD CONSTRAINT "home_sessions_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "public"."devices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "home_sessions_device_id_idx" ON "home_sessions" USING btree ("device_id") WHERE "home_sessions"."device_id" is not null;--> statement-breakpoint
CREATE POLICY "devices_scope" ON "devices" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "picture_codes_scope" ON "picture_codes" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));
