-- Why: what says whose rows a transaction sees has to reach every server that holds some of them. A cluster
-- that splits the tables puts its own way to say so in the place of this one (docker/citus/distribute.sql).
-- Beside an older version: it may run on.
create function set_local(name text, value text) returns void
language plpgsql as $$ begin perform set_config(name, value, true); end $$;
