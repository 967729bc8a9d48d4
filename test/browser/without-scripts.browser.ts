// A browser that runs no scripts.
import t from "tap";
import { locales } from "../../src/domain/language/locale.ts";
import { startSite } from "./site.ts";
import { heading, logIn, makePassword, requestLink, sentence } from "./steps.ts";
import { screenNames, screens, startVisit } from "./visit.ts";

const site = await startSite(t);

for (const locale of locales) {
  for (const screen of screenNames) {
    await t.test(
      `a family activates with a pasted link and its child logs in, ${locale}, ${screen}`,
      async (t) => {
        const options = { locale, ...screens[screen], javaScriptEnabled: false };
        const visit = await startVisit(t, site, options);
        const { texts, household, page } = visit;
        const paste = async (link: string) => {
          await page.goto(link);
          const words = page.locator("noscript p");
          t.equal(await words.textContent(), texts.activate.noScript);
          t.ok(await words.isVisible(), "the page says what to do");
          await page.getByLabel(texts.activate.link).fill(link);
          await page.getByRole("button", { name: texts.activate.go }).click();
        };

        await paste(await household.linkOf("Wimpie", household.father));
        await heading(page, texts.makePassword.title.activation("Wimpie"));
        t.notOk(await page.locator("button.show").isVisible(), "no button without effect");
        await makePassword(visit, "voetbal1");
        t.ok(await sentence(page, texts.passwordErrors.breached(8)));
        await makePassword(visit);
        await heading(page, texts.passwordMade.title("Wimpie"));
        await logIn(visit, household.father);
        t.ok(await heading(page, texts.home.title("Wimpie")));

        await requestLink(visit, household.father);
        await paste(await household.linkOf("Wimpie", household.father));
        t.ok(await heading(page, texts.makePassword.title["password-reset"]("Wimpie")));
        t.strictSame(visit.complaints, [], "the browser reports no error");
      },
    );
  }
}
