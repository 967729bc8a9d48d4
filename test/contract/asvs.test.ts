import { readFile } from "node:fs/promises";
import t from "tap";
import { asvs } from "./asvs.ts";

const requirements = 146;
const rows = Object.entries(asvs);

t.test("every requirement has a test, or a reason for having none", (t) => {
  t.equal(rows.length, requirements);
  for (const [id, { tests, reason }] of rows) {
    t.match(id, /^\d+\.\d+\.\d+$/);
    t.ok(tests.length > 0 || reason, id);
  }
  t.end();
});

t.test("every test that is named is there", async (t) => {
  const named = new Set(rows.flatMap(([, { tests }]) => tests));
  for (const one of named) {
    const [file = "", name = ""] = one.split(" › ");
    const text = await readFile(new URL(`../${file}`, import.meta.url), "utf8");
    t.ok(text.includes(name), one);
  }
});
