// Tests that a page can be read without horizontal scrolling, and without divided words.
import { readFileSync } from "node:fs";

const findBrokenWords = readFileSync(new URL("broken-words.js", import.meta.url), "utf8");
const measure = readFileSync(new URL("fit.js", import.meta.url), "utf8");

/** A page of Playwright or Puppeteer. */
interface ScriptedPage {
  evaluate(expression: string): Promise<unknown>;
}

/** Returns the words in titles, labels and buttons of the current page that a line break divides. */
export async function listBrokenWords(page: ScriptedPage): Promise<string[]> {
  return (await page.evaluate(findBrokenWords)) as string[];
}

/** Returns the elements of the current page that overflow the window or their own box. */
export async function listOverflowingElements(page: ScriptedPage): Promise<string[]> {
  return (await page.evaluate(measure)) as string[];
}
