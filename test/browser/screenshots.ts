// Writes a picture of every page and mail in every state to a given folder. A second argument selects
// the states whose name contains it, a third one the languages ("ar,tr"), which are those of the mails by default.
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { locales } from "../../src/domain/language/locale.ts";
import { isPageLanguage } from "../../src/domain/language/page-language.ts";
import { startSite } from "./site.ts";
import { arriveAt } from "./states/page-state.ts";
import { mailStates, pageStates } from "./states/page-states.ts";
import { screenNames, screens, startVisit } from "./visit.ts";

const timeoutMs = 15 * 60 * 1000;
const [folder = join(tmpdir(), "thuisinlog-screenshots"), word = "", chosen = locales.join(",")] =
  process.argv.slice(2);
const languages = chosen.split(",").filter(isPageLanguage);
await mkdir(folder, { recursive: true });
t.comment(`The pictures go into ${folder}`);

t.setTimeout(timeoutMs);
const site = await startSite(t);

for (const locale of languages) {
  for (const [index, state] of [...pageStates, ...mailStates].entries()) {
    if (!state.name.includes(word)) continue;
    await t.test(`${state.name}, ${locale}`, async (t) => {
      const visit = await startVisit(t, site, { locale, ...screens.phone });
      await arriveAt(state, visit);
      const number = `${index + 1}`.padStart(2, "0");
      const name = `${number}-${state.name.replaceAll(/\W+/g, "-")}-${locale}`;
      for (const screen of screenNames) {
        await visit.page.setViewportSize(screens[screen].viewport);
        for (const colorScheme of ["light", "dark"] as const) {
          await visit.page.emulateMedia({ colorScheme });
          const path = join(folder, `${name}-${screen}-${colorScheme}.png`);
          await visit.page.screenshot({ path, fullPage: true });
        }
      }
    });
  }
}
