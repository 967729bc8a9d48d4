// Tests that a page can be read without horizontal scrolling.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const measure = readFileSync(new URL("fit.js", import.meta.url), "utf8");

/** Returns the elements of the current page that overflow the window or their own box. */
export const listOverflowingElements = (page: Page): Promise<string[]> => page.evaluate(measure);
