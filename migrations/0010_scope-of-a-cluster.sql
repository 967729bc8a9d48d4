-- Why: the scope of a transaction was set through a function that a cluster could replace. The service no longer
-- calls it, but the previous version does.
-- Previous version: can run beside it.
create function set_local(name text, value text) returns void
language plpgsql as $$ begin perform set_config(name, value, true); end $$;
