// Tenants are separated in the queries too, not only by row-level security: a statement of a school names its school.
import pg from "pg";
import t from "tap";
import { startNeighbours } from "./neighbours.ts";
import { planByKeys, planOf, scansOfAllSchools, statementsOfSchools } from "./statements.ts";

/** Read to authenticate a caller, before the service knows the school. */
const credentials = ["api_clients", "token_issuer_schools"];

const neighbours = await startNeighbours(t);

const database = new pg.Client({ connectionString: neighbours.databaseUrl });
await database.connect();
t.teardown(() => database.end());
await database.query(planByKeys);

const { rows } = await database.query<{ table_name: string }>(`
  select table_name from information_schema.columns
   where table_schema = 'public' and column_name = 'school_id'`);
const schoolTables = new Set(
  rows.map((row) => row.table_name).filter((table) => !credentials.includes(table)),
);

t.test("every statement of a school takes the school as a parameter", async (t) => {
  t.equal(schoolTables.size, 18);
  const statements = await statementsOfSchools(t, neighbours);
  t.ok(statements.size > 40, `${statements.size} statements`);
  for (const statement of statements.keys()) {
    const plan = await planOf(database, statement);
    t.strictSame(scansOfAllSchools(plan, schoolTables), [], statement);
  }
});

t.test("a statement that scans rows of all schools is detected", async (t) => {
  const scans = async (statement: string) =>
    scansOfAllSchools(await planOf(database, statement), schoolTables);
  t.strictSame(await scans("select first_name from pupils where id = $1"), ["pupils"]);
  t.strictSame(await scans("update pupils set left_at = $2 where id = $1"), ["pupils"]);
  t.strictSame(
    await scans(
      `select g.name from group_pupils gp join groups g on g.id = gp.group_id
        where gp.school_id = $1`,
    ),
    ["groups"],
  );
  t.strictSame(
    await scans(
      `select array(select g.name from groups g where g.school_id = t.school_id)
         from teachers t where t.school_id = $1`,
    ),
    ["groups"],
  );
  t.strictSame(
    await scans(
      `select g.name from group_pupils gp join groups g on g.school_id = gp.school_id and g.id = gp.group_id
        where gp.school_id = $1`,
    ),
    [],
  );
});
