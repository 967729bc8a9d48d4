import { readFileSync } from "node:fs";
import t from "tap";
import { languageNames, readLanguages } from "../../../src/domain/language/page-language.ts";
import { nextSteps } from "../../../src/http/pages/errors.ts";
import { catalogue } from "../../../src/http/pages/texts/catalogue.ts";
import { familyProblems } from "../../../src/http/pages/texts/texts.ts";

t.test("the texts of the pages", async (t) => {
  await t.test("have the same keys in every language, and none is empty", async (t) => {
    const [first, ...others] = Object.values(catalogue).map((texts) => namesIn(texts).sort());
    t.ok(first && first.length > 50);
    for (const other of others) t.strictSame(other, first);
  });

  await t.test(
    "are offered without a setting only if a native speaker has read them",
    async (t) => {
      const reviewed = Object.values(catalogue).filter(({ isReviewed }) => isReviewed);
      t.strictSame(
        reviewed.map(({ locale }) => locale),
        readLanguages,
      );
      const guide = readFileSync(new URL("../../../docs/operations.md", import.meta.url), "utf8");
      for (const { locale, isReviewed, language } of Object.values(catalogue)) {
        t.equal(language, languageNames[locale]);
        const mark = `| \`${locale}\` | ${language} | ${isReviewed ? "yes" : "not yet"} |`;
        t.ok(guide.replaceAll(/ +/g, " ").includes(mark), mark);
      }
    },
  );

  await t.test(
    "have a sentence for every problem, and a next step for problems of links",
    async (t) => {
      for (const { problems } of Object.values(catalogue)) {
        t.strictSame(Object.keys(problems).sort(), [...familyProblems].sort());
      }
      for (const problem of familyProblems.filter((name) => name.startsWith("link-"))) {
        t.ok(nextSteps[problem].length > 0, problem);
      }
    },
  );
});

/** The path of every text; throws on one that is empty. */
function namesIn(texts: object): string[] {
  return Object.entries(texts).flatMap(([name, value]) => {
    if (value === "") throw new Error(`${name} is empty.`);
    const isGroup = typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
    return isGroup ? namesIn(value).map((inner) => `${name}.${inner}`) : [name];
  });
}
