import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import t, { type Test } from "tap";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { until } from "../integration/until.ts";
import { createTestDatabase, emptyTemplate } from "../support/database.ts";
import { largeTables } from "../support/large-tables.ts";

const later = Date.now() * 2;
const folderUrl = new URL("../../migrations/", import.meta.url);
/** Those of release 1.0.0. */
const released = 9;

/** Writes migrations that follow those of the project. Returns their folder. */
async function writeMigrations(t: Test, ...files: readonly string[]): Promise<string> {
  const folder = t.testdir();
  await mkdir(join(folder, "meta"));
  const entries = files.map((_, idx) => ({
    idx,
    version: "7",
    when: later + idx,
    tag: `${idx}`,
    breakpoints: true,
  }));
  const journal = { version: "7", dialect: "postgresql", entries };
  await writeFile(join(folder, "meta", "_journal.json"), JSON.stringify(journal));
  for (const [idx, sql] of files.entries()) await writeFile(join(folder, `${idx}.sql`), sql);
  return folder;
}

t.test(
  "a migration that waits for a table gives way to requests, and is applied later",
  async (t) => {
    const url = await createTestDatabase(t);
    const holder = new pg.Client({ connectionString: url });
    const observer = new pg.Client({ connectionString: url });
    for (const client of [holder, observer]) {
      await client.connect();
      t.teardown(() => client.end());
    }
    const waits = async () => {
      const { rowCount } = await observer.query(
        `select from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and not l.granted and l.relation = 'schools'::regclass`,
      );
      return rowCount === 1;
    };
    await holder.query("begin");
    await holder.query("lock table schools in access share mode");
    const folder = await writeMigrations(t, "alter table schools add column test integer");
    const migrating = migrateDatabase(url, "DATABASE_URL", folder);
    await until("wait for the table", async () => (await waits()) || undefined);
    await until("end of the wait", async () => !(await waits()) || undefined);
    t.ok(await observer.query("select from schools"), "a request is answered");
    await holder.query("commit");
    t.equal((await migrating).applied, 1);
    t.ok(await observer.query("select test from schools"));
  },
);

t.test("processes that start together on an empty database migrate it once", async (t) => {
  const url = await createTestDatabase(t, emptyTemplate);
  const all = await Promise.all(Array.from({ length: 4 }, () => migrateDatabase(url)));
  const { total } = all[0] ?? { total: 0 };
  t.strictSame(all.map(({ applied }) => applied).sort(), [0, 0, 0, total].sort());
  t.ok(total > released);
});

t.test("a migration that fails leaves the ones before it applied", async (t) => {
  const url = await createTestDatabase(t);
  const folder = await writeMigrations(
    t,
    "create table one (id integer)",
    "create table two (id integer);--> statement-breakpoint\nselect 1 / 0",
  );
  await t.rejects(migrateDatabase(url, "DATABASE_URL", folder), /DATABASE_URL failed: division/);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  t.teardown(() => client.end());
  const { rows } = await client.query(
    "select to_regclass('one') as one, to_regclass('two') as two",
  );
  t.strictSame(rows, [{ one: "one", two: null }]);
  const mended = await writeMigrations(t, "create table one (id integer)", "select 1");
  t.equal((await migrateDatabase(url, "DATABASE_URL", mended)).applied, 1);
});

t.test(
  "an index of a large table is built without stopping writes, and again after an interruption",
  async (t) => {
    const url = await createTestDatabase(t);
    const client = new pg.Client({ connectionString: url });
    const writer = new pg.Client({ connectionString: url });
    for (const one of [client, writer]) {
      await one.connect();
      t.teardown(() => one.end());
    }
    await writer.query("begin");
    await writer.query("lock table mailboxes in row exclusive mode");
    const head = "-- Outside a transaction: a concurrent build cannot run in one.\n";
    const folder = await writeMigrations(
      t,
      `${head}drop index concurrently if exists test_idx;--> statement-breakpoint
     create index concurrently test_idx on mailboxes (password_salt)`,
    );
    const migrating = migrateDatabase(url, "DATABASE_URL", folder);
    const building = async () => {
      const { rows } = await client.query(
        `select a.pid from pg_stat_activity a
        where a.datname = current_database() and a.wait_event_type = 'Lock'
          and a.query like '%create index%' and a.pid <> pg_backend_pid()`,
      );
      return rows[0]?.pid;
    };
    const pid = await until("build that waits for the writer", building);
    await t.resolves(client.query("delete from mailboxes"), "writes go on");
    const interrupted = t.rejects(migrating);
    await client.query("select pg_terminate_backend($1)", [pid]);
    await interrupted;
    await writer.query("commit");
    const isValid = async () =>
      (
        await client.query(
          "select indisvalid from pg_index where indexrelid = 'test_idx'::regclass",
        )
      ).rows[0].indisvalid;
    t.notOk(await isValid(), "an interrupted build leaves an invalid index");
    t.equal((await migrateDatabase(url, "DATABASE_URL", folder)).applied, 1);
    t.ok(await isValid());
  },
);

t.test("no migration since 1.0.0 stops writes while it reads a large table", async (t) => {
  const { entries } = JSON.parse(await readFile(new URL("meta/_journal.json", folderUrl), "utf8"));
  for (const { tag } of entries.slice(released)) {
    const text = await readFile(new URL(`${tag}.sql`, folderUrl), "utf8");
    const created = [...text.matchAll(/create table "?(\w+)"?/gi)].map(([, name]) => name);
    const isLarge = (name = "") => largeTables.has(name) && !created.includes(name);
    const functions = /create (?:or replace )?function[\s\S]*?\$\$[\s\S]*?\$\$/gi;
    for (const statement of text.replace(functions, "").split("--> statement-breakpoint")) {
      const sql = statement.replace(/^--.*$/gm, "").trim();
      const [, indexed] =
        /^create (?:unique )?index (?!concurrently).* on "?(\w+)"?/is.exec(sql) ?? [];
      t.notOk(isLarge(indexed), `${tag}: build the index of ${indexed} concurrently`);
      const [, checked] = /^alter table "?(\w+)"? add constraint(?!.*not valid)/is.exec(sql) ?? [];
      t.notOk(isLarge(checked), `${tag}: add the constraint of ${checked} as NOT VALID`);
      const [, rewritten] = /^(?:update|delete from) "?(\w+)"?/i.exec(sql) ?? [];
      t.notOk(isLarge(rewritten), `${tag}: change the rows of ${rewritten} in a background job`);
      const [, altered] =
        /^alter table "?(\w+)"? alter column .* (?:set not null|type) /is.exec(`${sql} `) ?? [];
      t.notOk(isLarge(altered), `${tag}: change the column of ${altered} in steps`);
    }
  }
});
