// The story of a family in Firefox: a language that is read from the left and one from the right.
import type { Browser, Page } from "puppeteer-core";
import t from "tap";
import { isLocale } from "../../../src/domain/language/locale.ts";
import {
  directionOf,
  languageNames,
  type PageLanguage,
} from "../../../src/domain/language/page-language.ts";
import { catalogue } from "../../../src/http/pages/texts/catalogue.ts";
import { listOverflowingElements } from "../fit.ts";
import { inviteHousehold } from "../household.ts";
import { code, otherCode } from "../picture-steps.ts";
import { startSiteService } from "../site.ts";
import { otherPassword } from "../steps.ts";
import { screens } from "../visit.ts";
import { launchFirefox } from "./firefox.ts";
import {
  choose,
  followToTab,
  heading,
  press,
  read,
  sentence,
  sign,
  type,
  typePassword,
} from "./steps.ts";

const site = await startSiteService(t);
const languages: readonly PageLanguage[] = ["nl", "en", "ar"];

/** Opens a tab that records what the browser reports as an error or as blocked. */
async function openTab(browser: Browser, complaints: string[]): Promise<Page> {
  return recordComplaints(await browser.newPage(), complaints);
}

function recordComplaints(page: Page, complaints: string[]): Page {
  page.on("pageerror", (error) => complaints.push(`${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return page;
}

for (const language of languages) {
  for (const { viewport } of Object.values(screens)) {
    await t.test(`the story in ${language}, ${viewport.width} pixels wide`, async (t) => {
      const browser = await launchFirefox(language);
      t.teardown(() => browser.close());
      const mailLanguage = isLocale(language) ? language : "nl";
      const household = await inviteHousehold(site, mailLanguage);
      await household.usePictures();
      const texts = catalogue[language];
      const complaints: string[] = [];

      const mail = await openTab(browser, complaints);
      await mail.setContent(`${household.mailTo(household.father).html}`);
      const page = recordComplaints(
        await followToTab(
          mail,
          language === mailLanguage
            ? texts.makePassword.title.activation("Wimpie")
            : languageNames[language],
        ),
        complaints,
      );
      await page.setViewport({ ...viewport });
      t.ok(await heading(page, texts.makePassword.title.activation("Wimpie")));
      t.equal(await read(page, "document.documentElement.dir"), directionOf(language));
      t.equal(await read(page, "location.hash"), "", "the token leaves the address bar");
      t.equal(await read(page, "document.querySelector('#email').value"), household.father);
      const fits = async (what: string) =>
        t.strictSame(await listOverflowingElements(page), [], `${what} fits into the screen`);
      await fits("the password form");
      await typePassword(page);
      await press(page, texts.makePassword.save);
      t.ok(await heading(page, texts.passwordMade.title("Wimpie")));

      await typePassword(page, otherPassword);
      await press(page, texts.login.submit);
      t.ok(await heading(page, texts.login.title), "a wrong password is rejected");
      await typePassword(page);
      await press(page, texts.login.submit);
      t.ok(await heading(page, texts.home.title("Wimpie")));
      await page.reload();
      t.ok(await heading(page, texts.home.title("Wimpie")), "the child stays logged in");
      await fits("the page of the child");

      await press(page, texts.pictures.remember);
      await press(page, texts.pictures.toMake);
      await choose(page, texts, code);
      t.ok(await sentence(page, texts.pictures.rememberThem));
      await fits("the page of the code");
      await press(page, texts.pictures.save);
      await heading(page, texts.home.title("Wimpie"));
      await press(page, texts.home.logOut);
      t.ok(await heading(page, texts.pictures.who));
      await press(page, "Wimpie");
      await choose(page, texts, otherCode);
      t.ok(await sign(page, texts.problems["wrong-pictures"]));
      await fits("the page of the pictures");
      await choose(page, texts, code);
      t.ok(await heading(page, texts.home.title("Wimpie")), "the pictures open the page");
      await press(page, texts.home.logOut);
      t.ok(await heading(page, texts.pictures.who));

      await site.dispatchAll(); // The notice of the first password comes first.
      await page.goto(`${site.url}/forgot`);
      await type(page, "#email", household.father);
      await press(page, texts.forgot.submit);
      t.ok(await heading(page, texts.linksRequested.title));
      await site.dispatchAll();
      await page.goto("about:blank");
      await page.goto(await household.linkOf("Wimpie", household.father));
      t.ok(await heading(page, texts.makePassword.title["password-reset"]("Wimpie")));
      await typePassword(page, otherPassword);
      await press(page, texts.makePassword.save);
      t.ok(await heading(page, texts.passwordMade.title("Wimpie")));

      t.strictSame(complaints, [], "the browser reports no error");
    });
  }
}
