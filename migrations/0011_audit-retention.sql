-- Why: audit events name people and networks, so they are deleted after a period. The role of the service
-- still has no right to delete them; this function deletes old events for it, and never one that is
-- younger than thirty days.
-- Beside an older version: it may run on.
create function remove_past_audit_events(before timestamptz, schools_max integer, from_school uuid)
returns table (place uuid[], count integer)
language sql security definer set search_path = public, pg_temp as $$
  with bound as (
    -- Ids begin with the milliseconds since 1970, and a school's events lie in the order of their ids.
    select (lpad(to_hex((extract(epoch from least(before, now() - interval '30 days')) * 1000)::bigint), 12, '0')
            || repeat('0', 20))::uuid as id),
  seen as (select id from schools where id > from_school order by id limit schools_max),
  past as (
    select e.school_id, e.id
      from seen s cross join bound b
      cross join lateral (
        select school_id, id from audit_events
         where school_id = s.id and id < b.id
         order by id limit 50 for update skip locked) e),
  gone as (
    delete from audit_events e using past where e.school_id = past.school_id and e.id = past.id)
  select array[id], (select count(*)::integer from seen) from seen order by id desc limit 1
$$;
--> statement-breakpoint
revoke execute on function remove_past_audit_events from public;
--> statement-breakpoint
grant execute on function remove_past_audit_events to thuisinlog_service;
