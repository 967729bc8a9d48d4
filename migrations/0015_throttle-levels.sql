-- Why: a level that drains with time alone takes the place of a count that a login reset, and the key of the
-- rows outlives a change of SECRET_KEY.
-- Beside an older version: it may continue to run; each version counts in separate rows until the older one stops.
CREATE TABLE "throttle_keys" (
	"secret_key_id" text PRIMARY KEY NOT NULL,
	"sealed_key" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "throttle_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "throttles" ADD COLUMN "level_until" timestamp (3) with time zone DEFAULT '1970-01-01T00:00:00.000Z' NOT NULL;--> statement-breakpoint
CREATE POLICY "throttle_keys_scope" ON "throttle_keys" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));
