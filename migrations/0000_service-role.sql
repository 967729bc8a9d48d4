-- Why: the service runs every statement as a role that owns no table and that row-level security
-- binds (see src/store/database.ts). The role belongs to the whole server, so it may be there already.
-- Beside an older version: there is none.
do $$
begin
  if not exists (select from pg_roles where rolname = 'thuisinlog_service') then
    create role thuisinlog_service nologin nosuperuser nobypassrls;
  end if;
exception when duplicate_object or unique_violation then
  null; -- another database of this server was faster
end
$$;
--> statement-breakpoint
do $$
begin
  -- The login of the service must be able to take this role.
  if not pg_has_role(current_user, 'thuisinlog_service', 'member') then
    execute format('grant thuisinlog_service to %I', current_user);
  end if;
end
$$;
--> statement-breakpoint
grant usage on schema public to thuisinlog_service;
--> statement-breakpoint
alter default privileges in schema public grant select, insert, update, delete on tables to thuisinlog_service;
