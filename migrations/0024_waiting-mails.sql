-- Why: to find whether a mail of a removed address waits, PostgreSQL read the index of all mails that wait, while its
-- statistics were from a time when few waited. `outcome` is null for the same mails, and has no such index.
-- Beside an older version: it may run on.
create or replace function remove_empty_mails() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from mails where id in (select mail_id from removed) and outcome is null order by id for update;
  delete from mails m
   where m.id in (select mail_id from removed)
     and m.outcome is null
     and not exists (select from mail_items i where i.mail_id = m.id);
  return null;
end
$$;
--> statement-breakpoint
create or replace function remove_untold_mails() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from mails where id in (select mail_id from removed) and outcome is null order by id for update;
  delete from mails m
   where m.id in (select mail_id from removed)
     and m.outcome is null
     and not exists (select from removal_notices n where n.mail_id = m.id);
  return null;
end
$$;
