import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import t from "tap";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { until } from "../integration/until.ts";
import { createTestDatabase } from "../support/database.ts";

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
    const folder = t.testdir();
    await mkdir(join(folder, "meta"));
    const entry = { idx: 0, version: "7", when: Date.now() * 2, tag: "test", breakpoints: true };
    const journal = { version: "7", dialect: "postgresql", entries: [entry] };
    await writeFile(join(folder, "meta", "_journal.json"), JSON.stringify(journal));
    await writeFile(join(folder, "test.sql"), "alter table schools add column test integer");

    const migrating = migrateDatabase(url, "DATABASE_URL", folder);
    await until("wait for the table", async () => (await waits()) || undefined);
    await until("end of the wait", async () => !(await waits()) || undefined);
    t.ok(await observer.query("select from schools"), "a request is answered");
    await holder.query("commit");
    t.equal((await migrating).applied, 1);
    t.ok(await observer.query("select test from schools"));
  },
);
