-- Why: a webhook tells the server of a portal that there are new changes of home logins. It has at most one
-- pending notice, so the row itself is the outbox.
-- Beside an older version: it may run on, and sends no notices.
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"client_id" uuid,
	"issuer_id" uuid,
	"encrypted_url" "bytea" NOT NULL,
	"encrypted_secret" "bytea" NOT NULL,
	"secret_key_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"told_transaction_id" "xid8" NOT NULL,
	"told_number" bigint DEFAULT 0 NOT NULL,
	"notice_id" uuid,
	"noticed_at" timestamp (3) with time zone,
	"has_more" boolean DEFAULT false NOT NULL,
	"available_at" timestamp (3) with time zone NOT NULL,
	"claims" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"last_failure" text,
	"delivered_at" timestamp (3) with time zone,
	CONSTRAINT "webhooks_owner_check" CHECK (num_nonnulls("webhooks"."client_id", "webhooks"."issuer_id") = 1)
);
--> statement-breakpoint
ALTER TABLE "webhooks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "home_login_feed" ADD COLUMN "noticed_transaction_id" "xid8" DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "public"."api_clients"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_issuer_id_fkey" FOREIGN KEY ("issuer_id") REFERENCES "public"."token_issuers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhooks_client_id_idx" ON "webhooks" USING btree ("client_id");--> statement-breakpoint
CREATE INDEX "webhooks_issuer_id_idx" ON "webhooks" USING btree ("issuer_id");--> statement-breakpoint
CREATE INDEX "webhooks_available_at_idx" ON "webhooks" USING btree ("available_at") WHERE "webhooks"."notice_id" is not null and "webhooks"."disabled_at" is null;--> statement-breakpoint
CREATE POLICY "webhooks_scope" ON "webhooks" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));