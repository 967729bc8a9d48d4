-- Why: which software a child may open at home, as the operator's catalogue, the school and its groups
-- have it, and the key of the pseudonyms under which publishers know the child.
-- Beside an older version: it may continue to run; it ignores software.
CREATE TABLE "pairwise_keys" (
	"secret_key_id" text PRIMARY KEY NOT NULL,
	"sealed_key" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "pairwise_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "publishers" (
	"key" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"home_url" text NOT NULL,
	"launch_url" text NOT NULL,
	"home_use_allowed" boolean NOT NULL,
	"needs" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "publishers_key_check" CHECK ("publishers"."key" ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
	CONSTRAINT "publishers_needs_check" CHECK ("publishers"."needs" <@ array['first-name', 'group'])
);
--> statement-breakpoint
ALTER TABLE "publishers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "school_publishers" (
	"school_id" uuid NOT NULL,
	"publisher_key" text NOT NULL,
	CONSTRAINT "school_publishers_pkey" PRIMARY KEY("school_id","publisher_key")
);
--> statement-breakpoint
ALTER TABLE "school_publishers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "groups" ADD COLUMN "publishers" text[];--> statement-breakpoint
ALTER TABLE "school_publishers" ADD CONSTRAINT "school_publishers_school_id_fkey" FOREIGN KEY ("school_id") REFERENCES "public"."schools"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "school_publishers" ADD CONSTRAINT "school_publishers_publisher_key_fkey" FOREIGN KEY ("publisher_key") REFERENCES "public"."publishers"("key") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "school_publishers_publisher_key_idx" ON "school_publishers" USING btree ("publisher_key");--> statement-breakpoint
CREATE POLICY "pairwise_keys_scope" ON "pairwise_keys" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "publishers_read" ON "publishers" AS PERMISSIVE FOR SELECT TO "thuisinlog_service" USING ((select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) is not null or (select nullif(current_setting('thuisinlog.email_key', true), '')) is not null);--> statement-breakpoint
CREATE POLICY "publishers_scope" ON "publishers" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
CREATE POLICY "school_publishers_scope" ON "school_publishers" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK (school_id = (select nullif(current_setting('thuisinlog.school_id', true), '')::uuid) or (select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
-- The publishers that let pupils work at home. Their URLs are placeholders for the real ones, which the
-- operator sets (`publisher set`); none of them gets more than a pseudonym until the operator says so.
insert into publishers (key, name, home_url, launch_url, home_use_allowed)
select key, name, 'https://' || key || '.example/', 'https://' || key || '.example/launch', true
  from (values
    ('malmberg', 'Malmberg'),
    ('zwijsen', 'Zwijsen'),
    ('noordhoff', 'Noordhoff'),
    ('thieme-meulenhoff', 'ThiemeMeulenhoff'),
    ('blink', 'Blink'),
    ('royal-jongbloed', 'Royal Jongbloed'),
    ('ars-scribendi', 'Ars Scribendi'),
    ('prowise-oefenweb', 'Prowise (Oefenweb)'),
    ('cito-groeimeter', 'Cito Groeimeter'),
    ('cito-kleuter-in-beeld', 'Cito Kleuter in beeld'),
    ('muiswerk', 'Muiswerk'),
    ('nieuwsbegrip', 'Nieuwsbegrip (CED-Groep)'),
    ('schrijven-doe-je-zo', 'Schrijven doe je zo (Bohn Stafleu van Loghum)'),
    ('stenvert-onlineklas', 'Stenvert/OnlineKlas')
  ) as shipped (key, name);
