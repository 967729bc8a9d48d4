-- Why: triggers delete a mailbox with its last home address, and a waiting mail with its last child,
-- for every way to remove them, cascades included. A school does not see whether an address has
-- children elsewhere, so the triggers run with the rights of the owner.
-- Beside an older version: there is none.
create function remove_empty_mailboxes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from mailboxes where email_key in (select email_key from removed) order by email_key for update;
  delete from mailboxes m
   where m.email_key in (select email_key from removed)
     and not exists (select from home_addresses a where a.email_key = m.email_key);
  return null;
end
$$;
--> statement-breakpoint
create trigger home_addresses_removed after delete on home_addresses
  referencing old table as removed
  for each statement execute function remove_empty_mailboxes();
--> statement-breakpoint
create function remove_empty_mails() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from mails m
   where m.id in (select mail_id from removed)
     and m.settled_at is null
     and not exists (select from mail_items i where i.mail_id = m.id);
  return null;
end
$$;
--> statement-breakpoint
create trigger mail_items_removed after delete on mail_items
  referencing old table as removed
  for each statement execute function remove_empty_mails();
