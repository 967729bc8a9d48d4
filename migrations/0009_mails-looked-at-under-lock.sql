-- Why: a child may join a waiting mail while the last child of that mail is removed. A
-- statement that waits for that one does not see what it wrote, so each of these locks first and looks then.
-- Beside an older version: it may run on.
create or replace function remove_empty_mails() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from mails where id in (select mail_id from removed) and settled_at is null order by id for update;
  delete from mails m
   where m.id in (select mail_id from removed)
     and m.settled_at is null
     and not exists (select from mail_items i where i.mail_id = m.id);
  return null;
end
$$;
--> statement-breakpoint
create or replace function remove_untold_mails() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from mails where id in (select mail_id from removed) and settled_at is null order by id for update;
  delete from mails m
   where m.id in (select mail_id from removed)
     and m.settled_at is null
     and not exists (select from removal_notices n where n.mail_id = m.id);
  return null;
end
$$;
