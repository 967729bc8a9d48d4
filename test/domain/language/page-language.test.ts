import t from "tap";
import {
  directionOf,
  inLanguage,
  isPageLanguage,
  pageLanguages,
} from "../../../src/domain/language/page-language.ts";

t.test("a page is opened in a language with the token of its link", async (t) => {
  t.equal(
    inLanguage("https://thuis.example/activate#token.part", "en"),
    "https://thuis.example/activate?language=en#token.part",
  );
  t.equal(
    inLanguage("https://thuis.example/login?language=nl", "en"),
    "https://thuis.example/login?language=en",
  );
});

t.test("only the languages of the pages are page languages", async (t) => {
  t.strictSame(pageLanguages.filter(isPageLanguage), pageLanguages);
  for (const other of ["xx", "NL", "", undefined, "__proto__"]) t.notOk(isPageLanguage(other));
});

t.test("Arabic alone is written from right to left", async (t) => {
  for (const language of pageLanguages) {
    t.equal(
      directionOf(language),
      new Intl.Locale(language).maximize().script === "Arab" ? "rtl" : "ltr",
    );
  }
});
