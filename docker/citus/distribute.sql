-- Splits a migrated database by school over the workers of a Citus cluster: once, by the operator, as
-- the owner of the tables. What README.md says under "Beyond one machine" has to be built first.

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

-- On every worker.
select create_reference_table('schools');
select create_reference_table('publishers');

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
