// The story of a family that reads neither Dutch nor English.
import t from "tap";
import { isLocale } from "../../../src/domain/language/locale.ts";
import {
  directionOf,
  languageNames,
  pageLanguages,
} from "../../../src/domain/language/page-language.ts";
import { catalogue } from "../../../src/http/pages/texts/catalogue.ts";
import { listOverflowingElements } from "../fit.ts";
import { startSite } from "../site.ts";
import { heading, makePassword, openMail, password } from "../steps.ts";
import { screens, startVisit } from "../visit.ts";

const site = await startSite(t);
const others = pageLanguages.filter((language) => !isLocale(language));
t.ok(others.length > 0);

for (const language of others) {
  await t.test(
    `a Dutch mail opens the page in ${language}, and the story stays in it`,
    async (t) => {
      const visit = await startVisit(t, site, { locale: "nl", ...screens.phone });
      const texts = catalogue[language];
      const { household } = visit;
      await openMail(visit, household.father);
      const popup = visit.page.waitForEvent("popup");
      await visit.page.getByRole("link", { name: languageNames[language], exact: true }).click();
      const page = await popup;
      const inLanguage = { ...visit, page, texts };
      t.ok(await heading(page, texts.makePassword.title.activation("Wimpie")));
      const root = page.locator("html");
      t.equal(await root.getAttribute("lang"), language);
      t.equal(await root.getAttribute("dir"), directionOf(language));
      t.equal(new URL(page.url()).hash, "", "the token leaves the address bar");
      t.equal(await page.locator("#email").inputValue(), household.father);
      await makePassword(inLanguage);
      t.ok(await heading(page, texts.passwordMade.title("Wimpie")));
      await page.locator("#password").fill(password);
      await page.getByRole("button", { name: texts.login.submit }).click();
      t.ok(await heading(page, texts.home.title("Wimpie")));
      await page.getByRole("link", { name: texts.notices.privacy.link }).click();
      t.ok(await heading(page, texts.notices.privacy.title));
      t.strictSame(await listOverflowingElements(page), [], "the longest page fits into a phone");
      t.strictSame(visit.complaints, [], "the browser reports no error");
    },
  );
}

await t.test("a browser that prefers a language gets it without a choice", async (t) => {
  for (const language of others) {
    const { page, texts } = await startVisit(t, site, { locale: language, ...screens.phone });
    await page.goto(`${site.url}/login`);
    t.ok(await heading(page, texts.login.title), language);
  }
});
