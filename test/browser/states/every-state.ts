// Rules for every page and mail in every state.
import type { Test } from "tap";
import type { PageLanguage } from "../../../src/domain/language/page-language.ts";
import { accessibilityViolations } from "../accessibility.ts";
import { listBrokenWords, listOverflowingElements } from "../fit.ts";
import { keyboardViolations } from "../focus.ts";
import { startSite } from "../site.ts";
import { screens, startVisit } from "../visit.ts";
import { arriveAt } from "./page-state.ts";
import { mailStates, pageStates } from "./page-states.ts";

const looks = [
  ["phone", "light"],
  ["phone", "dark"],
  ["desktop", "light"],
] as const;
/** 320 px equals a window of 1280 px at 400 % (WCAG 1.4.10), 640 px one at 200 %. */
const widths = [320, 360, 640, 1280];
const doubleText = "document.documentElement.style.fontSize = '200%'";

/** Checks all of them in this language; each language has its own file, because it takes minutes. */
export async function checkEveryState(t: Test, locale: PageLanguage): Promise<void> {
  const site = await startSite(t);
  for (const state of [...pageStates, ...mailStates]) {
    await t.test(state.name, async (t) => {
      const visit = await startVisit(t, site, { locale });
      const { page, household, complaints } = visit;
      await arriveAt(state, visit);
      const html = await page.content();
      const shown = [household.mother, household.father].filter((email) => html.includes(email));
      t.ok(shown.length < 2, "no parent sees the address of the other");
      for (const [screen, colorScheme] of looks) {
        await page.setViewportSize(screens[screen].viewport);
        await page.emulateMedia({ colorScheme });
        const where = `on a ${screen}, ${colorScheme}`;
        t.strictSame(await accessibilityViolations(page), [], `nothing bars the way ${where}`);
      }
      await page.setViewportSize(screens.phone.viewport);
      t.strictSame(
        await keyboardViolations(page),
        [],
        "the keyboard reaches every control, with visible focus",
      );
      for (const width of widths) {
        await page.setViewportSize({ width, height: 640 });
        t.strictSame(await listOverflowingElements(page), [], `all fits into ${width} px`);
      }
      await page.evaluate(doubleText);
      await page.setViewportSize(screens.phone.viewport);
      t.strictSame(
        await listOverflowingElements(page),
        [],
        "everything fits on a phone with text at 200 %",
      );
      t.strictSame(await listBrokenWords(page), [], "no word of a title or button is divided");
      t.strictSame(complaints, [], "the browser reports no error");
    });
  }
}
