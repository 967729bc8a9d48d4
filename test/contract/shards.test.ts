// A cluster splits the tables by school, so what is done for one school must go to one part of it.
import pg from "pg";
import t from "tap";
import { startNeighbours } from "./neighbours.ts";
import { everywhere, split, statementsOfTheQueue } from "./placement.ts";
import {
  planByKeys,
  planOf,
  scansOfAllSchools,
  statementsOfSchools,
  tablesOf,
} from "./statements.ts";

const neighbours = await startNeighbours(t);

const database = new pg.Client({ connectionString: neighbours.databaseUrl });
await database.connect();
t.teardown(() => database.end());
await database.query(planByKeys);

t.test("what is done for a school asks the part of the cluster that has it", async (t) => {
  const statements = await statementsOfSchools(t, neighbours);
  t.ok(statements.size > 40, `${statements.size} statements`);

  const ofTheQueue: unknown[] = [];
  for (const [statement, name] of statements) {
    const plan = await planOf(database, statement);
    t.same(scansOfAllSchools(plan, split), [], statement);

    const tables = [...tablesOf(plan)];
    const isOnCoordinator = (table: string) => !split.has(table) && !everywhere.has(table);
    if (tables.some((table) => split.has(table)) && tables.some(isOnCoordinator)) {
      ofTheQueue.push(name);
    }
  }
  t.same(ofTheQueue.sort(), statementsOfTheQueue, "no other one asks the coordinator beside it");
});

t.test("a statement that looks through all schools is told from one that does not", async (t) => {
  const scans = async (statement: string) =>
    scansOfAllSchools(await planOf(database, statement), split);
  t.same(await scans("select first_name from pupils where id = $1"), ["pupils"]);
  t.same(await scans("update pupils set left_at = $2 where id = $1"), ["pupils"]);
  t.same(
    await scans(
      `select g.name from group_pupils gp join groups g on g.id = gp.group_id
        where gp.school_id = $1`,
    ),
    ["groups"],
  );
  t.same(
    await scans(
      `select array(select g.name from groups g where g.school_id = t.school_id)
         from teachers t where t.school_id = $1`,
    ),
    ["groups"],
  );
  t.same(
    await scans(
      `select g.name from group_pupils gp join groups g on g.school_id = gp.school_id and g.id = gp.group_id
        where gp.school_id = $1`,
    ),
    [],
  );
});
