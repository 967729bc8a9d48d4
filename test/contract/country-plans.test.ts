// No statement reads a whole table that is large in a country. The plans are those of a database with 1,500,000 pupils
// and a year of mails and audit events; `npm run bench:plans` writes them.
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import pg from "pg";
import t from "tap";
import { largeTables } from "../support/large-tables.ts";
import { startNeighbours } from "./neighbours.ts";
import { callEverything, type Plan, planFor, recordStatements } from "./statements.ts";

interface CountryPlan {
  /** Name of the statement, or its beginning. */
  readonly statement: string;
  /** Start of its SHA-256: another text needs a new plan. */
  readonly hash: string;
  /** Each access to a table: the node, the table and the index; `all` where no condition bounds the index. */
  readonly scans: readonly string[];
}

const file = new URL("country-plans.json", import.meta.url);
const countryUrl = process.env["COUNTRY_DATABASE_URL"];
const shownCharacters = 60;
const wholeIndex = "all";
/** Statements that read an index in its order and stop early, with the reason. */
const readsInOrder: Readonly<Record<string, string>> = {
  remove_old_home_login_changes: "takes the oldest changes",
};
const hashCharacters = 12;

const recorded = recordStatements(t);
const neighbours = await startNeighbours(t);
await callEverything(neighbours);
await neighbours.work();
await neighbours.work();
const statements = [...recorded.values()].map(({ name, text, values = [] }) => ({
  text,
  values,
  statement: name ?? text.replace(/\s+/g, " ").slice(0, shownCharacters),
  hash: createHash("sha256").update(text).digest("hex").slice(0, hashCharacters),
}));

if (countryUrl !== undefined) await writePlans(countryUrl);

const plans: readonly CountryPlan[] = JSON.parse(await readFile(file, "utf8"));

t.test("no statement reads all rows of a large table in a country", async (t) => {
  t.ok(plans.length > 100, `${plans.length} plans`);
  for (const { statement, scans } of plans) {
    t.strictSame(scans.filter(isWholeScan), [], statement);
  }
});

t.test("no statement searches all of an index of a large table", async (t) => {
  const found = plans.filter(({ scans }) => scans.some(isWholeIndex));
  t.strictSame(
    found.map(({ statement }) => statement),
    Object.keys(readsInOrder),
  );
});

t.test("every statement has its plan in a country", async (t) => {
  const known = new Set(plans.map(({ hash }) => hash));
  t.ok(statements.length > 100, `${statements.length} statements`);
  const unknown = statements.filter(({ hash }) => !known.has(hash));
  t.strictSame(
    unknown.map(({ statement }) => statement),
    [],
    "run `npm run bench:plans` after a change of a statement",
  );
});

function isWholeScan(scan: string): boolean {
  const [, table = ""] = /^(?:Seq|Parallel Seq) Scan (\w+)/.exec(scan) ?? [];
  return largeTables.has(table);
}

function isWholeIndex(scan: string): boolean {
  const [, table = "", extent] = /^Index.* Scan (\w+) \w+ ?(\w*)$/.exec(scan) ?? [];
  return extent === wholeIndex && largeTables.has(table);
}

/**
 * Plans every statement on the country, with the join order of a transaction of the service. Whole scans are
 * allowed here, so that a statement without an index shows one.
 */
async function writePlans(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("set join_collapse_limit = 1");
    await client.query("set role thuisinlog_service");
    const written: CountryPlan[] = [];
    for (const { text, values, statement, hash } of statements) {
      const nodes = await planFor(client, { text, values });
      const scans = nodes
        .filter((node) => node["Relation Name"] !== undefined && node["Node Type"].endsWith("Scan"))
        .map(describeScan);
      written.push({ statement, hash, scans });
    }
    const sorted = written.toSorted((one, other) =>
      `${one.statement} ${one.hash}`.localeCompare(`${other.statement} ${other.hash}`, "en"),
    );
    await writeFile(file, `${JSON.stringify(sorted, undefined, 2)}\n`);
  } finally {
    await client.end();
  }
}

function describeScan(node: Plan[number]): string {
  const index = node["Index Name"];
  const isWhole = index !== undefined && node["Index Cond"] === undefined;
  return [node["Node Type"], node["Relation Name"], index, isWhole && wholeIndex]
    .filter(Boolean)
    .join(" ");
}
