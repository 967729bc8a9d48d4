// What the service asks of PostgreSQL while a test runs, and how PostgreSQL would look for it.
import pg from "pg";
import type { Test } from "tap";
import { Packet } from "../../src/store/packet.ts";

/** Statements that ran in the scope of one school. */
export type SchoolStatements = ReadonlySet<string>;

interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Notes each statement of a school from now on. The scope that opens a transaction says whose it is. */
export function recordSchoolStatements(t: Test): SchoolStatements {
  const statements = new Set<string>();
  const ofSchool = new WeakSet<pg.Client>();
  const ask = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked] = args as [string | Statement | Packet];
    for (const { text, values = [] } of statementsOf(asked)) {
      const [schoolId = "", emailKey = ""] = values as readonly string[];
      if (text.includes("'thuisinlog.school_id'")) {
        if (schoolId !== "" && emailKey === "") ofSchool.add(this);
        else ofSchool.delete(this);
      } else if (text.includes("'thuisinlog.service'")) ofSchool.delete(this);
      else if (ofSchool.has(this) && touchesRows(text)) statements.add(text);
    }
    return Reflect.apply(ask, this, args);
  } as typeof ask;
  t.teardown(() => {
    pg.Client.prototype.query = ask;
  });
  return statements;
}

function statementsOf(asked: string | Statement | Packet): readonly Statement[] {
  if (asked instanceof Packet) return asked.statements;
  return [typeof asked === "string" ? { text: asked } : asked];
}

const touchesRows = (text: string) => /\b(from|into|update)\b/i.test(text);

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Cond"?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * The tables with a `school_id` that a statement looks through for more than one school: a scan that
 * asks for none. Planned for values that are not known, by who no policy binds.
 */
export async function scansOfAllSchools(
  database: pg.Client,
  statement: string,
  schoolTables: ReadonlySet<string>,
): Promise<readonly string[]> {
  const parameters = new Set(statement.match(/\$\d+/g)).size;
  const values = parameters > 0 ? `(${Array(parameters).fill("null").join()})` : "";
  await database.query(`prepare asked as ${statement}`);
  const { rows } = await database.query(`explain (format json) execute asked${values}`);
  await database.query("deallocate asked");
  const nodes = (rows[0]["QUERY PLAN"] as readonly { readonly Plan: PlanNode }[]).flatMap(
    ({ Plan }) => allOf(Plan),
  );
  return nodes
    .filter(
      (node) => node["Node Type"].endsWith("Scan") && schoolTables.has(node["Relation Name"] ?? ""),
    )
    .filter((node) => !/\bschool_id = /.test(`${node["Index Cond"]} ${node.Filter}`))
    .map((node) => `${node["Relation Name"]}`);
}

const allOf = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(allOf)];

/** So that the planner goes by keys even where a table has few rows, and knows no values. */
export const planByKeys = `
  set plan_cache_mode = force_generic_plan;
  set enable_seqscan = off; set enable_bitmapscan = off;
  set enable_hashjoin = off; set enable_mergejoin = off;
  set join_collapse_limit = 1`;
