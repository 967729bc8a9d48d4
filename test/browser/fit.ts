// Whether all of a page can be read without scrolling sideways.
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const measure = readFileSync(new URL("fit.js", import.meta.url), "utf8");

/** What sticks out of the window, or out of its own box, on the page as it stands. */
export const misfits = (page: Page): Promise<string[]> => page.evaluate(measure);
