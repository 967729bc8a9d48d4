// What the statements that split the tables, and those of a school, come to on a real cluster. CITUS_URL is an
// empty database on the coordinator of one that has its workers, of PostgreSQL 15 or newer.
import { randomUUID } from "node:crypto";
import pg from "pg";
import t from "tap";
import { createDatabase, query } from "../../src/store/database.ts";
import { migrateDatabase } from "../../src/store/migrate.ts";
import { startNeighbours } from "./neighbours.ts";
import { distribution, statementsOfTheQueue } from "./placement.ts";
import { statementsOfSchools } from "./statements.ts";

/** A value of each type; of none the planner would know that nothing is found. */
const samples: Readonly<Record<string, string>> = {
  bigint: "1",
  boolean: "true",
  bytea: "''",
  integer: "1",
  jsonb: "'{}'",
  smallint: "1",
  text: "'1'",
  "timestamp with time zone": "now()",
  uuid: `'${randomUUID()}'`,
};

const url = process.env.CITUS_URL;
if (!url) throw new Error("CITUS_URL is not set.");

await migrateDatabase(url);
const owner = new pg.Client({ connectionString: url });
await owner.connect();
t.teardown(() => owner.end());
await owner.query(distribution);
await owner.query("alter role thuisinlog_service login");

t.test("a school's statement goes to the one worker that has the school", async (t) => {
  for (const [statement, name] of await statementsOfSchools(t, await startNeighbours(t))) {
    if (statementsOfTheQueue.includes(`${name}`)) continue;
    const plan = await planOnCluster(statement);
    if (/INSERT \.\.\. SELECT/.test(plan)) {
      t.notMatch(
        plan,
        /Task Count/,
        `given rows go where they belong, and none are read: ${statement}`,
      );
    } else if (/Citus/.test(plan)) {
      t.match(plan, /^Custom Scan \(Citus Adaptive\)\n +Task Count: 1\n/, statement);
    } else {
      t.match(statement, /\bmailboxes\b/, "asked of the coordinator alone");
    }
  }
});

t.test("workers show a transaction the rows of its own school alone", async (t) => {
  const schools = [randomUUID(), randomUUID()];
  for (const [index, id] of schools.entries()) {
    await owner.query(
      "insert into schools (id, brin, name, created_at) values ($1, $2, 'De Regenboog', now())",
      [id, `0${index}AA`],
    );
    await owner.query(
      "insert into pupils (school_id, id, external_id, first_name) values ($1, $2, '1', 'Wimpie')",
      [id, randomUUID()],
    );
  }
  const database = createDatabase({ url, connectionsMax: 2, onIdleError: () => {} });
  t.teardown(() => database.close());
  const list = { name: "list_schools_of_pupils", text: "select school_id from pupils" };
  for (const id of schools) {
    t.same(await database.inSchool(id, (tx) => query(tx, list, [])), [{ school_id: id }]);
  }
  const seen = await database.asService((tx) => query<{ school_id: string }>(tx, list, []));
  t.same(seen.map(({ school_id }) => school_id).sort(), [...schools].sort());
});

/** How the cluster goes about a statement for one school. */
async function planOnCluster(statement: string): Promise<string> {
  await owner.query(`prepare asked as ${statement}`);
  const { rows: prepared } = await owner.query(
    "select parameter_types::text[] as types from pg_prepared_statements where name = 'asked'",
  );
  const values = (prepared[0].types as string[]).map((type) => {
    const value = samples[type.replace("[]", "")];
    if (value === undefined) throw new Error(`There is no sample of ${type}.`);
    return type.endsWith("[]") ? `array[${value}]::${type}` : `${value}::${type}`;
  });
  const given = values.length > 0 ? `(${values.join()})` : "";
  const { rows } = await owner.query(`explain (costs off) execute asked${given}`);
  await owner.query("deallocate asked");
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}
