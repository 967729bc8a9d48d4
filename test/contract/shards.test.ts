// A cluster splits the tables by school, so what is done for one school must go to one part of it.
import pg from "pg";
import t from "tap";
import { operations } from "../support/contract.ts";
import { startNeighbours } from "./neighbours.ts";
import { planByKeys, recordSchoolStatements, scansOfAllSchools } from "./statements.ts";

const neighbours = await startNeighbours(t);
const { api, own, bodies } = neighbours;

const database = new pg.Client({ connectionString: neighbours.databaseUrl });
await database.connect();
t.teardown(() => database.end());
const { rows } = await database.query(
  "select table_name from information_schema.columns where column_name = 'school_id'",
);
const schoolTables = new Set(rows.map(({ table_name }) => table_name as string));
await database.query(planByKeys);

t.test(
  "a statement in the scope of a school looks for the rows of that school alone",
  async (t) => {
    const statements = recordSchoolStatements(t);
    for (const caller of ["coordinator", "teacher", "portal"]) {
      for (const operationId of operations.keys()) {
        const token = await neighbours.tokenOf(caller, operationId);
        const path = { ...own, name: "not-found" };
        const body = bodies[operationId]?.(caller, own);
        await api(operationId, { path, body, ...(token && { token }) });
      }
    }
    t.ok(statements.size > 40, `${statements.size} statements`);

    for (const statement of statements) {
      t.same(await scansOfAllSchools(database, statement, schoolTables), [], statement);
    }
  },
);

t.test("a statement that looks through all schools is told from one that does not", async (t) => {
  const scans = (statement: string) => scansOfAllSchools(database, statement, schoolTables);
  t.same(await scans("select first_name from pupils where id = $1"), ["pupils"]);
  t.same(await scans("update pupils set left_at = $2 where id = $1"), ["pupils"]);
  t.same(
    await scans(
      `select g.name from group_pupils gp join groups g on g.id = gp.group_id
        where gp.school_id = $1`,
    ),
    ["groups"],
  );
  t.same(await scans("select name from groups where school_id = $1"), []);
});
