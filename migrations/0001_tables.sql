-- Why: the first tables, each with row-level security from the start: a statement sees the rows of the
-- scope that its transaction has set, and none without one.
-- Beside an older version: there is none.
CREATE TABLE "activation_links" (
	"school_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"home_address_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"replaced_at" timestamp (3) with time zone,
	CONSTRAINT "activation_links_pkey" PRIMARY KEY("school_id","id"),
	CONSTRAINT "activation_links_purpose_check" CHECK ("activation_links"."purpose" in ('activation', 'password-reset'))
);
--> statement-breakpoint
ALTER TABLE "activation_links" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "api_clients" (
	"school_id" uuid NOT NULL,
	"id" uuid PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"teacher_external_id" text,
	"name" text,
	"secret_hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_clients_role_check" CHECK ("api_clients"."role" in ('teacher', 'coordinator', 'portal')),
	CONSTRAINT "api_clients_teacher_external_id_check" CHECK (("api_clients"."role" = 'teacher') = ("api_clients"."teacher_external_id" is not null)),
	CONSTRAINT "api_clients_secret_hash_check" CHECK (octet_length("api_clients"."secret_hash") = 32)
);
--> statement-breakpoint
ALTER TABLE "api_clients" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "group_pupils" (
	"school_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"pupil_id" uuid NOT NULL,
	"main" boolean NOT NULL,
	CONSTRAINT "group_pupils_pkey" PRIMARY KEY("school_id","group_id","pupil_id")
);
--> statement-breakpoint
ALTER TABLE "group_pupils" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "group_teachers" (
	"school_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"teacher_id" uuid NOT NULL,
	CONSTRAINT "group_teachers_pkey" PRIMARY KEY("school_id","group_id","teacher_id")
);
--> statement-breakpoint
ALTER TABLE "group_teachers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "groups" (
	"school_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"name" text NOT NULL,
	"year_group" text,
	"login_method" text DEFAULT 'password' NOT NULL,
	CONSTRAINT "groups_pkey" PRIMARY KEY("school_id","id"),
	CONSTRAINT "groups_external_id_key" UNIQUE("school_id","external_id"),
	CONSTRAINT "groups_login_method_check" CHECK ("groups"."login_method" in ('password', 'picture'))
);
--> statement-breakpoint
ALTER TABLE "groups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "home_addresses" (
	"school_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"pupil_id" uuid NOT NULL,
	"slot" smallint NOT NULL,
	"email" text NOT NULL,
	"email_key" text NOT NULL,
	"invited_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"activated_at" timestamp (3) with time zone,
	"bounced_at" timestamp (3) with time zone,
	"bounce_reason" text,
	"password_hash" text,
	"password_key_id" text,
	"withdrawn_at" timestamp (3) with time zone,
	CONSTRAINT "home_addresses_pkey" PRIMARY KEY("school_id","id"),
	CONSTRAINT "home_addresses_slot_key" UNIQUE("school_id","pupil_id","slot"),
	CONSTRAINT "home_addresses_email_key_key" UNIQUE("school_id","pupil_id","email_key"),
	CONSTRAINT "home_addresses_slot_check" CHECK ("home_addresses"."slot" in (1, 2)),
	CONSTRAINT "home_addresses_password_hash_check" CHECK (num_nonnulls("home_addresses"."password_hash", "home_addresses"."password_key_id", "home_addresses"."activated_at") in (0, 3))
);
--> statement-breakpoint
ALTER TABLE "home_addresses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "home_sessions" (
	"school_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"home_address_id" uuid NOT NULL,
	"generation" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "home_sessions_pkey" PRIMARY KEY("school_id","id")
);
--> statement-breakpoint
ALTER TABLE "home_sessions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "link_requests" (
	"email_key" text PRIMARY KEY NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "link_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mail_attempts" (
	"mail_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"attempted_at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"code" integer,
	"status" text,
	"answer" text NOT NULL,
	CONSTRAINT "mail_attempts_pkey" PRIMARY KEY("mail_id","attempt")
);
--> statement-breakpoint
ALTER TABLE "mail_attempts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mail_items" (
	"school_id" uuid NOT NULL,
	"mail_id" uuid NOT NULL,
	"home_address_id" uuid NOT NULL,
	"link_id" uuid,
	CONSTRAINT "mail_items_pkey" PRIMARY KEY("school_id","home_address_id","mail_id")
);
--> statement-breakpoint
ALTER TABLE "mail_items" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mailboxes" (
	"email_key" text PRIMARY KEY NOT NULL,
	"password_salt" "bytea" NOT NULL,
	CONSTRAINT "mailboxes_password_salt_check" CHECK (octet_length("mailboxes"."password_salt") = 16)
);
--> statement-breakpoint
ALTER TABLE "mailboxes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "mails" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email_key" text NOT NULL,
	"kind" text NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"available_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"outcome" text,
	"reason" text,
	CONSTRAINT "mails_kind_check" CHECK ("mails"."kind" in ('activation', 'links', 'password-notice')),
	CONSTRAINT "mails_outcome_check" CHECK (("mails"."outcome" is null) = ("mails"."settled_at" is null) and "mails"."outcome" in ('sent', 'bounced', 'failed', 'dropped'))
);
--> statement-breakpoint
ALTER TABLE "mails" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "pupils" (
	"school_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"eck_id" text,
	"first_name" text,
	"infix" text,
	"last_name" text,
	"picture" text,
	"left_at" timestamp (3) with time zone,
	"home_login_updated_at" timestamp (3) with time zone,
	CONSTRAINT "pupils_pkey" PRIMARY KEY("school_id","id"),
	CONSTRAINT "pupils_external_id_key" UNIQUE("school_id","external_id")
);
--> statement-breakpoint
ALTER TABLE "pupils" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "schools" (
	"id" uuid PRIMARY KEY NOT NULL,
	"brin" text NOT NULL,
	"name" text NOT NULL,
	"network_environment" text,
	"home_login_beside_network_environment" boolean DEFAULT false NOT NULL,
	"locale" text DEFAULT 'nl' NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "schools_brin_key" UNIQUE("brin"),
	CONSTRAINT "schools_locale_check" CHECK ("schools"."locale" in ('nl', 'en'))
);
--> statement-breakpoint
ALTER TABLE "schools" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "signing_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"public_jwk" jsonb NOT NULL,
	"sealed_private_key" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"active_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "signing_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "teachers" (
	"school_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"external_id" text NOT NULL,
	"first_name" text,
	"infix" text,
	"last_name" text,
	CONSTRAINT "teachers_pkey" PRIMARY KEY("school_id","id"),
	CONSTRAINT "teachers_external_id_key" UNIQUE("school_id","external_id")
);
--> statement-breakpoint
ALTER TABLE "teachers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "throttles" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"failures" integer NOT NULL,
	"blocked_until" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "throttles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "token_issuer_schools" (
	"school_id" uuid NOT NULL,
	"issuer_id" uuid NOT NULL,
	CONSTRAINT "token_issuer_schools_pkey" PRIMARY KEY("school_id","issuer_id")
);
--> statement-breakpoint
ALTER TABLE "token_issuer_schools" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "token_issuers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"iss" text NOT NULL,
	"jwks_uri" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "token_issuers_iss_key" UNIQUE("iss")
);
--> statement-breakpoint
ALTER TABLE "token_issuers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "activation_links" ADD CONSTRAINT "activation_links_home_address_id_fkey" FOREIGN KEY ("school_id","home_address_id") REFERENCES "public"."home_addresses"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_clients" ADD CONSTRAINT "api_clients_school_id_fkey" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_pupils" ADD CONSTRAINT "group_pupils_group_id_fkey" FOREIGN KEY ("school_id","group_id") REFERENCES "public"."groups"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_pupils" ADD CONSTRAINT "group_pupils_pupil_id_fkey" FOREIGN KEY ("school_id","pupil_id") REFERENCES "public"."pupils"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_teachers" ADD CONSTRAINT "group_teachers_group_id_fkey" FOREIGN KEY ("school_id","group_id") REFERENCES "public"."groups"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_teachers" ADD CONSTRAINT "group_teachers_teacher_id_fkey" FOREIGN KEY ("school_id","teacher_id") REFERENCES "public"."teachers"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "groups" ADD CONSTRAINT "groups_school_id_fkey" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "home_addresses" ADD CONSTRAINT "home_addresses_pupil_id_fkey" FOREIGN KEY ("school_id","pupil_id") REFERENCES "public"."pupils"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "home_addresses" ADD CONSTRAINT "home_addresses_email_key_fkey" FOREIGN KEY ("email_key") REFERENCES "public"."mailboxes"("email_key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "home_sessions" ADD CONSTRAINT "home_sessions_home_address_id_fkey" FOREIGN KEY ("school_id","home_address_id") REFERENCES "public"."home_addresses"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_attempts" ADD CONSTRAINT "mail_attempts_mail_id_fkey" FOREIGN KEY ("mail_id") REFERENCES "public"."mails"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_items" ADD CONSTRAINT "mail_items_mail_id_fkey" FOREIGN KEY ("mail_id") REFERENCES "public"."mails"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_items" ADD CONSTRAINT "mail_items_home_address_id_fkey" FOREIGN KEY ("school_id","home_address_id") REFERENCES "public"."home_addresses"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_items" ADD CONSTRAINT "mail_items_link_id_fkey" FOREIGN KEY ("school_id","link_id") REFERENCES "public"."activation_links"("school_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mails" ADD CONSTRAINT "mails_email_key_fkey" FOREIGN KEY ("email_key") REFERENCES "public"."mailboxes"("email_key") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pupils" ADD CONSTRAINT "pupils_school_id_fkey" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "teachers" ADD CONSTRAINT "teachers_school_id_fkey" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token_issuer_schools" ADD CONSTRAINT "token_issuer_schools_school_id_fkey" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token_issuer_schools" ADD CONSTRAINT "token_issuer_schools_issuer_id_fkey" FOREIGN KEY ("issuer_id") REFERENCES "public"."token_issuers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "activation_links_home_address_id_idx" ON "activation_links" USING btree ("school_id","home_address_id");--> statement-breakpoint
CREATE UNIQUE INDEX "activation_links_open_key" ON "activation_links" USING btree ("school_id","home_address_id") WHERE "activation_links"."used_at" is null and "activation_links"."replaced_at" is null;--> statement-breakpoint
CREATE INDEX "api_clients_school_id_idx" ON "api_clients" USING btree ("school_id");--> statement-breakpoint
CREATE INDEX "group_pupils_pupil_id_idx" ON "group_pupils" USING btree ("school_id","pupil_id");--> statement-breakpoint
CREATE UNIQUE INDEX "group_pupils_main_key" ON "group_pupils" USING btree ("school_id","pupil_id") WHERE "group_pupils"."main";--> statement-breakpoint
CREATE INDEX "group_teachers_teacher_id_idx" ON "group_teachers" USING btree ("school_id","teacher_id");--> statement-breakpoint
CREATE INDEX "home_addresses_email_key_idx" ON "home_addresses" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "home_sessions_home_address_id_idx" ON "home_sessions" USING btree ("school_id","home_address_id");--> statement-breakpoint
CREATE INDEX "home_sessions_expires_at_idx" ON "home_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "mail_items_mail_id_idx" ON "mail_items" USING btree ("mail_id");--> statement-breakpoint
CREATE INDEX "mail_items_link_id_idx" ON "mail_items" USING btree ("school_id","link_id");--> statement-breakpoint
CREATE INDEX "mails_email_key_idx" ON "mails" USING btree ("email_key");--> statement-breakpoint
CREATE INDEX "mails_available_at_idx" ON "mails" USING btree ("available_at") WHERE "mails"."settled_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "mails_untried_key" ON "mails" USING btree ("email_key","kind") WHERE "mails"."settled_at" is null and "mails"."attempts" = 0 and "mails"."kind" <> 'password-notice';--> statement-breakpoint
CREATE INDEX "throttles_expires_at_idx" ON "throttles" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "token_issuer_schools_issuer_id_idx" ON "token_issuer_schools" USING btree ("issuer_id");--> statement-breakpoint
CREATE POLICY "activation_links_scope" ON "activation_links" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "api_clients_scope" ON "api_clients" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "group_pupils_scope" ON "group_pupils" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "group_teachers_scope" ON "group_teachers" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "groups_scope" ON "groups" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "home_addresses_scope" ON "home_addresses" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "home_sessions_scope" ON "home_sessions" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "link_requests_scope" ON "link_requests" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "mail_attempts_scope" ON "mail_attempts" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "mail_items_scope" ON "mail_items" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "mailboxes_scope" ON "mailboxes" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) is not null or email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) is not null or email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "mails_scope" ON "mails" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) is not null or email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) is not null or email_key = (select nullif(current_setting('thuisinlog.email_key', true), '')) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "pupils_scope" ON "pupils" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "schools_scope" ON "schools" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "signing_keys_scope" ON "signing_keys" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "teachers_scope" ON "teachers" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "throttles_scope" ON "throttles" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) is not null or (select nullif(current_setting('thuisinlog.email_key', true), '')) is not null or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) is not null or (select nullif(current_setting('thuisinlog.email_key', true), '')) is not null or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "token_issuer_schools_scope" ON "token_issuer_schools" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "token_issuers_scope" ON "token_issuers" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));