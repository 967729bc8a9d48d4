-- Splits a migrated database by school over the workers of a Citus cluster: once, by the operator, as
-- the owner of the tables, after their last migration. It ran on Citus 13.2. What README.md says under
-- "Beyond one machine" has to be built first.

-- Keys of a split table hold school_id.
alter table home_sessions drop constraint home_sessions_device_id_fkey;
alter table devices
  drop constraint devices_pkey,
  add constraint devices_pkey primary key (school_id, id),
  drop constraint devices_token_hash_key,
  add constraint devices_token_hash_key unique (school_id, token_hash);

-- The home side goes by address and the outbox is one queue, so both stay whole on the coordinator, where
-- no split table can point to them.
drop trigger home_addresses_removed on home_addresses;
drop trigger mail_items_removed on mail_items;
drop trigger removal_notices_removed on removal_notices;
drop trigger removal_notices_removed_last on removal_notices;
alter table home_addresses drop constraint home_addresses_email_key_fkey;
alter table mail_items drop constraint mail_items_mail_id_fkey;
alter table removal_notices drop constraint removal_notices_mail_id_fkey;

-- Policies of a split table take no sub-select. It is there so that a setting is read once a statement
-- instead of once a row.
do $$
declare policy record;
begin
  for policy in
    select tablename, policyname,
           replace(replace(qual, '( SELECT ', '('), ' AS "nullif"', '') as qual,
           replace(replace(with_check, '( SELECT ', '('), ' AS "nullif"', '') as with_check
      from pg_policies where schemaname = 'public'
  loop
    execute format('alter policy %I on %I using (%s)', policy.policyname, policy.tablename, policy.qual);
    if policy.with_check is null then continue; end if;
    execute format('alter policy %I on %I with check (%s)',
                   policy.policyname, policy.tablename, policy.with_check);
  end loop;
end
$$;

-- Else what points to the first table on every worker becomes one that no split table may point to.
set citus.enable_local_reference_table_foreign_keys = off;

-- On every worker: what is read with the rows of a school and seldom written.
select create_reference_table('schools');
select create_reference_table('publishers');
select create_reference_table('api_clients');
select create_reference_table('token_issuers');
select create_reference_table('token_issuer_schools');

-- On one worker for each school.
select create_distributed_table('school_publishers', 'school_id');
select create_distributed_table('groups', 'school_id');
select create_distributed_table('teachers', 'school_id');
select create_distributed_table('group_teachers', 'school_id');
select create_distributed_table('pupils', 'school_id');
select create_distributed_table('group_pupils', 'school_id');
select create_distributed_table('home_addresses', 'school_id');
select create_distributed_table('activation_links', 'school_id');
select create_distributed_table('devices', 'school_id');
select create_distributed_table('picture_codes', 'school_id');
select create_distributed_table('home_sessions', 'school_id');
select create_distributed_table('mail_items', 'school_id');
select create_distributed_table('removal_notices', 'school_id');
select create_distributed_table('audit_events', 'school_id');
select create_distributed_table('audit_addresses', 'school_id');

-- The workers hear whose rows a transaction may see. They are asked as the same role, and have to let it in:
-- alter role thuisinlog_service login, with a password in pg_dist_authinfo or a line in their pg_hba.conf.
create or replace function set_local(name text, value text) returns void
language plpgsql as $$ begin execute format('set local %s = %L', name, value); end $$;
do $$
begin
  execute format('alter database %I set citus.propagate_set_commands = local', current_database());
end
$$;
