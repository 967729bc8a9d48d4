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

t.test("every listed test exists", async (t) => {
  const named = new Set(rows.flatMap(([, { tests }]) => tests));
  for (const one of named) {
    const [file = "", name = ""] = one.split(" › ");
    const names = testNames(await readFile(new URL(`../../${file}`, import.meta.url), "utf8"));
    t.ok(
      names.some((known) => known.includes(name)),
      one,
    );
  }
});

t.test("SECURITY.md lists exactly the requirements that are not met", async (t) => {
  const text = await readFile(new URL("../../../SECURITY.md", import.meta.url), "utf8");
  const [, after = ""] = text.split("## Deviations from OWASP ASVS\n");
  const [chapter = ""] = after.split("\n## ");
  const excluded = chapter.match(/\b\d+\.\d+\.\d+\b/g) ?? [];
  const left = rows.filter(([, { isMet }]) => isMet !== "yes");
  t.strictSame(excluded.sort(), left.map(([id]) => id).sort());
  for (const [id, { reason }] of left) t.ok(reason, id);
});

/** First argument of each call that starts a test. */
function testNames(source: string): string[] {
  const calls = source.matchAll(/\bt\.test\(\s*("(?:[^"\\]|\\.)*"|`[^`]*`)/g);
  return [...calls].map(([, name = ""]) => name);
}
