// Tests that a page can be read without horizontal scrolling.
import { readFileSync } from "node:fs";

const measure = readFileSync(new URL("fit.js", import.meta.url), "utf8");

/** A page of Playwright or Puppeteer. */
interface ScriptedPage {
  evaluate(expression: string): Promise<unknown>;
}

/** Returns the elements of the current page that overflow the window or their own box. */
export async function listOverflowingElements(page: ScriptedPage): Promise<string[]> {
  return (await page.evaluate(measure)) as string[];
}
