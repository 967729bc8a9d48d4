// Statements that the service executes during a test, and their plans.
import pg from "pg";
import type { Test } from "tap";
import { PipelineQuery } from "../../src/store/pipeline.ts";
import { operations } from "../support/contract.ts";
import type { startNeighbours } from "./neighbours.ts";

/** Statements that ran in the scope of one school: text to name. */
export type SchoolStatements = ReadonlyMap<string, string | undefined>;

export interface Statement {
  readonly name?: string | undefined;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Calls every operation as every kind of caller, and returns the statements that ran in the scope of a school. */
export async function statementsOfSchools(
  t: Test,
  neighbours: Awaited<ReturnType<typeof startNeighbours>>,
): Promise<SchoolStatements> {
  const statements = recordSchoolStatements(t);
  await callEverything(neighbours);
  return statements;
}

/** Calls every operation of the school side as every kind of caller. */
export async function callEverything({
  api,
  own,
  bodies,
  tokenOf,
}: Awaited<ReturnType<typeof startNeighbours>>): Promise<void> {
  for (const caller of ["coordinator", "teacher", "portal"]) {
    for (const operationId of operations.keys()) {
      const token = await tokenOf(caller, operationId);
      const path = { ...own, name: "not-found" };
      const body = bodies[operationId]?.(caller, own);
      await api(operationId, { path, body, ...(token && { token }) });
    }
  }
}

/** Records each statement that touches rows from now on, by its text, with its last values. */
export function recordStatements(t: Test): ReadonlyMap<string, Statement> {
  const statements = new Map<string, Statement>();
  const ask = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked, given] = args as [string | Statement | PipelineQuery, (readonly unknown[])?];
    for (const { name, text, values = given ?? [] } of statementsOf(asked)) {
      const isPlanned = /^\s*(?:select|insert|update|delete|with)\b/i.test(text);
      if (isPlanned && touchesRows(text) && !touchesCatalog(text))
        statements.set(text, { name, text, values });
    }
    return Reflect.apply(ask, this, args);
  } as typeof ask;
  t.teardown(() => {
    pg.Client.prototype.query = ask;
  });
  return statements;
}

/** Records each statement of a school from now on. The first statement of a transaction sets its scope. */
function recordSchoolStatements(t: Test): SchoolStatements {
  const statements = new Map<string, string | undefined>();
  const ofSchool = new WeakSet<pg.Client>();
  const ask = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [asked] = args as [string | Statement | PipelineQuery];
    for (const { name, text, values = [] } of statementsOf(asked)) {
      const [schoolId = "", emailKey = ""] = values as readonly string[];
      if (text.includes("'thuisinlog.school_id'")) {
        if (schoolId !== "" && emailKey === "") ofSchool.add(this);
        else ofSchool.delete(this);
      } else if (text.includes("'thuisinlog.service'")) ofSchool.delete(this);
      else if (ofSchool.has(this) && touchesRows(text)) statements.set(text, name);
    }
    return Reflect.apply(ask, this, args);
  } as typeof ask;
  t.teardown(() => {
    pg.Client.prototype.query = ask;
  });
  return statements;
}

function statementsOf(asked: string | Statement | PipelineQuery): readonly Statement[] {
  if (asked instanceof PipelineQuery) return asked.statements;
  return [typeof asked === "string" ? { text: asked } : asked];
}

const touchesCatalog = (text: string) =>
  /\b(?:drizzle|pg_\w+|information_schema)\b(?!\()/.test(text);
const touchesRows = (text: string) => /\b(from|into|update)\b/i.test(text);

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

export type Plan = readonly PlanNode[];

/** Returns the generic plan of a statement for the owner of the tables, without row-level security. */
export async function planOf(database: pg.Client, statement: string): Promise<Plan> {
  const parameters = new Set(statement.match(/\$\d+/g)).size;
  const values = parameters > 0 ? `(${Array(parameters).fill("null").join()})` : "";
  await database.query(`prepare asked as ${statement}`);
  const { rows } = await database.query(`explain (format json) execute asked${values}`);
  await database.query("deallocate asked");
  return nodesOf(rows);
}

/** Returns the plan of a statement for its values. */
export async function planFor(
  database: pg.Client,
  { text, values = [] }: Statement,
): Promise<Plan> {
  const explained = { text: `explain (format json) ${text}`, values: [...values] };
  return nodesOf((await database.query(explained)).rows);
}

function nodesOf(rows: readonly Readonly<Record<string, unknown>>[]): Plan {
  const plans = rows[0]?.["QUERY PLAN"] as readonly { readonly Plan: PlanNode }[];
  return plans.flatMap(({ Plan }) => allOf(Plan));
}

const allOf = (node: PlanNode): Plan => [node, ...(node.Plans ?? []).flatMap(allOf)];

/**
 * Returns the tables of `schoolTables` that a plan scans without the school as a parameter of the statement. The
 * school of another row is not enough.
 */
export function scansOfAllSchools(
  plan: Plan,
  schoolTables: ReadonlySet<string>,
): readonly string[] {
  return plan
    .filter(
      (node) => node["Node Type"].endsWith("Scan") && schoolTables.has(node["Relation Name"] ?? ""),
    )
    .filter((node) => !/\bschool_id = \$\d/.test(`${node["Index Cond"]} ${node.Filter}`))
    .map((node) => `${node["Relation Name"]}`);
}

/** Makes the planner use keys, also for tables with few rows, and ignore the values of parameters. */
export const planByKeys = `
  set plan_cache_mode = force_generic_plan;
  set enable_seqscan = off; set enable_bitmapscan = off;
  set enable_hashjoin = off; set enable_mergejoin = off;
  set join_collapse_limit = 1`;
