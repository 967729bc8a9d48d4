// Browsers of eight years ago open every page: Chrome 70, Firefox 63 and Safari 12, all of autumn 2018.
import { readFile } from "node:fs/promises";
import { parse } from "acorn";
import t from "tap";

const folder = new URL("../../../src/http/pages/assets/", import.meta.url);
const read = (name: string) => readFile(new URL(name, folder), "utf8");
/** The newest version that those browsers know whole. */
const ecmaVersion = 2018;

/** Parts of the web platform that came later, by the way in which a script uses them. */
const laterCalls =
  /\b(?:Object\.fromEntries|Object\.hasOwn|Object\.groupBy|Promise\.(?:allSettled|any|withResolvers)|globalThis|structuredClone|queueMicrotask|ResizeObserver|crypto\.randomUUID|AbortSignal\.|CSS\.registerProperty|navigation\.)|\.(?:at|flat|flatMap|replaceAll|matchAll|findLast|toSorted|toReversed|replaceChildren|requestSubmit|showModal|showPicker|submitter|trimStart|trimEnd|startViewTransition)\b/;

t.test("the script has the syntax of 2018, and calls nothing that came later", async (t) => {
  const script = await read("page.js");
  t.doesNotThrow(() => parse(script, { ecmaVersion, sourceType: "script" }));
  t.notMatch(script, laterCalls);
});

t.test("the rules for scripts find what came later", async (t) => {
  for (const later of ["a?.b", "a ?? b", "a ||= b", "class A { #b = 1 }", "1_000", "import(a)"]) {
    t.throws(() => parse(later, { ecmaVersion, sourceType: "script" }), later);
  }
  for (const later of ["list.at(-1)", "form.requestSubmit()", "Object.fromEntries(list)"]) {
    t.match(later, laterCalls);
  }
});

interface Rule {
  readonly selector: string;
  /** In their order, each as `property: value`. */
  readonly declarations: readonly string[];
}

/** Returns the innermost rules of a style sheet, without those that the browser itself asks about first. */
function rulesOf(css: string): readonly Rule[] {
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, "");
  const asked = bare.replace(/@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, "");
  const blocks = [...asked.matchAll(/([^{};]+)\{([^{}]*)\}/g)];
  const groups = [...asked.matchAll(/(@(?:layer|container|property)[^{;]*)\{/g)];
  return [...blocks, ...groups].map(([, selector = "", body = ""]) => ({
    selector: selector.trim(),
    declarations: body
      .split(";")
      .map((declaration) => declaration.trim().replace(/\s+/g, " "))
      .filter((declaration) => declaration !== ""),
  }));
}

/** A rule with one of these in its selector does not exist for the browser. */
const laterSelectors =
  /:(?:has|is|where|focus-visible|user-invalid|dir|not\([^)]*,)|&|@layer|@container|@property/;
/** These decorate: without them the page is whole. */
const decorations =
  /^(?:color-scheme|accent-color|text-wrap|scroll-margin-top|scroll-margin-bottom):/;
/** These need the same property before them, with a value that every browser knows. */
const laterValues =
  /\b(?:clamp|min|max|color-mix|oklch|oklab|light-dark|env|lab|lch|hwb)\(|\b\d*\.?\d+(?:dvh|svh|lvh|dvw|cqi|cqw|lh|rlh)\b|: (?:anywhere|fit-content|plus-lighter)$|: start$/;
/** These exist only in later browsers, and change where things stand. */
const laterProperties =
  /^(?:inset(?:-\w+)*|(?:margin|padding|border)-(?:inline|block)|aspect-ratio|translate|rotate|scale|place-content-\w+|container(?:-\w+)?|row-gap|column-gap|content-visibility|backdrop-filter|mask-\w+|animation-timeline):/;

/** Returns a line for each use of a feature without a fallback. */
function withoutFallback(css: string): readonly string[] {
  return rulesOf(css).flatMap(({ selector, declarations }) => {
    const isFlex = declarations.some((one) => /^display: (?:inline-)?flex$/.test(one));
    const faults = declarations.filter((one, place) => {
      if (decorations.test(one)) return false;
      const property = one.slice(0, one.indexOf(":") + 1);
      const hasFallback = declarations.slice(0, place).some((other) => other.startsWith(property));
      if (isFlex && /^gap:/.test(one)) return true;
      return !hasFallback && (laterValues.test(one) || laterProperties.test(one));
    });
    const isUnknown = laterSelectors.test(selector) && !isOnlyFocus({ selector, declarations });
    return [...faults, ...(isUnknown ? ["its selector"] : [])].map(
      (fault) => `${selector}: ${fault}`,
    );
  });
}

/** Older browsers draw their own outline around an element with the focus. */
function isOnlyFocus({ selector, declarations }: Rule): boolean {
  const isAlone = /^:focus-visible$/.test(selector);
  return isAlone && declarations.every((declaration) => declaration.startsWith("outline"));
}

t.test("the styles need nothing that came later", async (t) => {
  for (const name of ["page.css", "print.css"]) {
    const css = await read(name);
    t.ok(rulesOf(css).length > 10, name);
    t.strictSame(withoutFallback(css), [], name);
  }
});

t.test("the rules for styles find what came later", async (t) => {
  for (const css of [
    "a { display: flex; gap: 1rem }",
    "a { inset: 0 }",
    "a { height: 100dvh }",
    "a { width: min(100%, 20rem) }",
    "a:has(b) { color: red }",
    "a:focus-visible { color: red }",
    "a { margin-inline: 1rem }",
    "@container (min-width: 1em) { a { color: red } }",
    "@layer base { a { color: red } }",
  ]) {
    t.equal(withoutFallback(css).length, 1, css);
  }
  t.strictSame(withoutFallback("a { height: 100vh; height: 100dvh }"), [], "with a fallback");
  t.strictSame(withoutFallback("a { display: grid; gap: 1rem }"), [], "a grid has had it for long");
});
