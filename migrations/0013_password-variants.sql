-- Why: a rotation of SECRET_KEY made logins of known addresses slower than those of unknown ones. Passwords are
-- now encrypted outside of argon2id, and every login computes all variants that are listed here.
-- Beside an older version: for minutes only. It may run on, but rejects passwords that this version has stored,
-- moved or re-encrypted, as if they were wrong. A downgrade has the same effect.
CREATE TABLE "password_variants" (
	"id" text PRIMARY KEY NOT NULL,
	"encrypted_pepper" "bytea",
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "password_variants" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "password_variants_scope" ON "password_variants" AS PERMISSIVE FOR ALL TO "thuisinlog_service" USING ((select current_setting('thuisinlog.service', true) = 'on')) WITH CHECK ((select current_setting('thuisinlog.service', true) = 'on'));--> statement-breakpoint
insert into password_variants (id, created_at)
select distinct substring(stored.hash from '^\$(argon2id\$v=19\$m=\d+,t=\d+,p=\d+)\$') || ',keyid=' || stored.key_id, now()
  from (select password_hash as hash, password_key_id as key_id from home_addresses
        union all
        select code_hash, code_key_id from picture_codes) as stored
 where stored.hash ~ '^\$argon2id\$v=19\$m=\d+,t=\d+,p=\d+\$';
