// Rules for the privacy annex: no column of the database without purpose and retention.
import { globSync, readFileSync } from "node:fs";
import { getTableConfig, PgTable, pgTable, text } from "drizzle-orm/pg-core";
import t from "tap";
import { columnsOf, renderAnnex, tableName } from "../../support/privacy-annex/document.ts";
import { register } from "../../support/privacy-annex/register.ts";

const root = new URL("../../../", import.meta.url);

t.test("the privacy annex has every table of the schema, once", async (t) => {
  const modules = await Promise.all(
    globSync("src/store/schema/*.ts", { cwd: root }).map(
      (path) => import(new URL(path, root).href),
    ),
  );
  const tables = modules
    .flatMap((module) => Object.values(module))
    .filter((value) => value instanceof PgTable);
  t.ok(tables.length > 20);
  t.strictSame(
    register.map(tableName).sort(),
    tables.map((table) => getTableConfig(table).name).sort(),
  );
});

t.test("the privacy annex gives every column a content, a purpose and a retention", async (t) => {
  for (const section of register) {
    for (const { name, holds, purpose, retention } of columnsOf(section)) {
      t.ok(holds && purpose && retention, `${tableName(section)}.${name}`);
    }
  }
});

t.test("the privacy annex names no column that the schema does not have", async (t) => {
  for (const { table, title, columns } of register) {
    t.strictSame(
      Object.keys(columns).filter((property) => !(property in table)),
      [],
      title,
    );
  }
});

t.test("a column without an entry in the register fails", async (t) => {
  const table = pgTable("pupils", { id: text("id"), shoeSize: text("shoe_size") });
  const [section] = register;
  if (!section) throw new Error("The register is empty");
  t.throws(() => columnsOf({ ...section, table }), {
    message: /^pupils\.shoe_size has no purpose and no retention/,
  });
});

t.test("docs/privacy-annex.nl.md is what `npm run annex:write` writes", async (t) => {
  const annex = readFileSync(new URL("docs/privacy-annex.nl.md", root), "utf8");
  t.equal(renderAnnex(annex), annex);
});
