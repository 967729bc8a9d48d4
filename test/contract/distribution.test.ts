// Citus itself does not run here. What it asks of a table that is split is asked of ours by functions of the
// same names.
import pg from "pg";
import t, { type Test } from "tap";
import { startDatabase } from "../support/database.ts";
import { distribution, everywhere, split } from "./placement.ts";

const asCitus = `
  create table placed (name text primary key, split boolean not null);

  create function require_plain_policies(given text) returns void language plpgsql as $$
  declare wrong text;
  begin
    select string_agg(policyname, ', ') into wrong
      from pg_policies where tablename = given and concat(qual, with_check) ~* '\\mselect\\M';
    if wrong is not null then raise 'sub-select in a policy: %', wrong; end if;
  end $$;

  create function create_reference_table(given text) returns void language plpgsql as $$
  begin
    perform require_plain_policies(given);
    if current_setting('citus.enable_local_reference_table_foreign_keys', true) is distinct from 'off' then
      raise 'what points to % could point to no split table', given;
    end if;
    insert into placed values (given, false);
  end $$;

  create function create_distributed_table(given text, by text) returns void language plpgsql as $$
  declare wrong text;
  begin
    perform require_plain_policies(given);
    select string_agg(i.indexrelid::regclass::text, ', ') into wrong
      from pg_index i
     where i.indrelid = given::regclass and i.indisunique
       and not exists (select from pg_attribute a
                        where a.attrelid = i.indrelid and a.attname = by and a.attnum = any (i.indkey));
    if wrong is not null then raise 'unique without %: %', by, wrong; end if;

    select string_agg(c.conname, ', ') into wrong
      from pg_constraint c left join placed p on p.name = c.confrelid::regclass::text
     where c.contype = 'f' and c.conrelid = given::regclass
       and (p.name is null or p.split and not exists (
             select from unnest(c.conkey, c.confkey) as k (own, other)
               join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own and a.attname = by
               join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.other and b.attname = by));
    if wrong is not null then raise 'points to what is elsewhere: %', wrong; end if;

    select string_agg(conname, ', ') into wrong
      from pg_constraint c
      left join placed p on p.name = c.conrelid::regclass::text
     where c.contype = 'f' and c.confrelid = given::regclass and p.name is not null;
    if wrong is not null then raise 'is pointed to by what was placed before: %', wrong; end if;

    select string_agg(tgname, ', ') into wrong
      from pg_trigger where tgrelid = given::regclass and not tgisinternal;
    if wrong is not null then raise 'has triggers: %', wrong; end if;

    insert into placed values (given, true);
  end $$`;

/** A migrated database with what stands in for Citus, as its owner. */
async function startCluster(t: Test) {
  const { url } = await startDatabase(t);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query(asCitus);
  return owner;
}

t.test("the tables can be split by school with the statements that are given", async (t) => {
  const owner = await startCluster(t);
  const splitNow = (table: string) =>
    owner.query("select create_distributed_table($1, 'school_id')", [table]);
  await t.rejects(splitNow("devices"), /sub-select in a policy: devices_scope/);
  await t.rejects(owner.query("select create_reference_table('schools')"), /sub-select/);
  await owner.query(distribution);

  const { rows: placed } = await owner.query("select name from placed");
  t.same(new Set(placed.map(({ name }) => name)), new Set([...split, ...everywhere]));

  const { rows: left } = await owner.query(`
    select table_name from information_schema.columns
     where table_schema = 'public' and column_name = 'school_id'
       and table_name not in (select name from placed)`);
  t.same(left, [], "no row of a school stays on the coordinator");

  const { rows: dangling } = await owner.query(`
    select c.conname from pg_constraint c join placed p on p.name = c.confrelid::regclass::text and p.split
     where c.contype = 'f' and c.conrelid::regclass::text not in (select name from placed)`);
  t.same(dangling, [], "nothing on the coordinator points to what is split");
});

t.test("what the workers hear of a transaction ends with it", async (t) => {
  const owner = await startCluster(t);
  await owner.query(distribution);
  await owner.query("begin");
  await owner.query("select set_local('thuisinlog.school_id', 'it''s')");
  const setting = "select current_setting('thuisinlog.school_id', true) as value";
  t.equal((await owner.query(setting)).rows[0].value, "it's");
  await owner.query("commit");
  t.equal((await owner.query(setting)).rows[0].value, "");
});
