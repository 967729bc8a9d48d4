import { globSync, readFileSync } from "node:fs";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import t from "tap";

const folder = new URL("../../migrations/meta/", import.meta.url);
const root = new URL("../../", import.meta.url);
const modules = await Promise.all(
  globSync("src/store/schema/*.ts", { cwd: root }).map((path) => import(new URL(path, root).href)),
);
const schema = Object.assign({}, ...modules);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));

t.test("the migrations create exactly the schema in the source", async (t) => {
  const { entries } = read("_journal.json");
  const made = read(`${entries.at(-1).tag.split("_")[0]}_snapshot.json`);
  const described = generateDrizzleJson(schema, made.id);
  t.ok(Object.keys(described.tables).length > 20);
  t.strictSame(await generateMigration(made, described), [], "no statement is missing");
});
