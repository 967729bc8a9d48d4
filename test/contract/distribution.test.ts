// Citus itself does not run here. What its documentation asks of a table that is split is asked of ours by
// functions of the same names.
import { readFile } from "node:fs/promises";
import pg from "pg";
import t from "tap";
import { startDatabase } from "../support/database.ts";

const asCitus = `
  create table placed (name text primary key, split boolean not null);

  create function create_reference_table(given text) returns void language sql as
  $$ insert into placed values (given, false) $$;

  create function create_distributed_table(given text, by text) returns void language plpgsql as $$
  declare wrong text;
  begin
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

/** By what a table is found before its school is known, or too small to be split. */
const onCoordinator = ["api_clients", "token_issuer_schools"];

t.test("the tables can be split by school with the statements that are given", async (t) => {
  const { url } = await startDatabase(t);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query(asCitus);
  await t.rejects(
    owner.query("select create_distributed_table('devices', 'school_id')"),
    /unique without school_id/,
  );
  await owner.query(
    await readFile(new URL("../../docker/citus/distribute.sql", import.meta.url), "utf8"),
  );

  const { rows: unsplit } = await owner.query(`
    select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'school_id'
       and table_name not in (select name from placed where split)
     order by 1`);
  t.same(
    unsplit.map(({ name }) => name),
    onCoordinator,
  );

  const { rows: dangling } = await owner.query(`
    select c.conname from pg_constraint c join placed p on p.name = c.confrelid::regclass::text and p.split
     where c.contype = 'f' and c.conrelid::regclass::text not in (select name from placed)`);
  t.same(dangling, [], "nothing on the coordinator points to what is split");
});
