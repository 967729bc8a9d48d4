// A family at a screen: its language, the size of the screen and the errors of the browser.
import type { BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { Test } from "tap";
import { isLocale, locales } from "../../src/domain/language/locale.ts";
import type { PageLanguage } from "../../src/domain/language/page-language.ts";
import { catalogue } from "../../src/http/pages/texts/catalogue.ts";
import type { PageTexts } from "../../src/http/pages/texts/texts.ts";
import { type Household, inviteHousehold } from "./household.ts";
import type { Site } from "./site.ts";

export const screens = {
  phone: { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1280, height: 800 } },
} as const satisfies Record<string, BrowserContextOptions>;

export type ScreenName = keyof typeof screens;
export const screenNames = Object.keys(screens) as readonly ScreenName[];

export interface Visit {
  readonly site: Site;
  readonly household: Household;
  readonly texts: PageTexts;
  /** Texts of the pages in the language of the mails. */
  readonly mailTexts: PageTexts;
  /** Texts of the other language. */
  readonly otherTexts: PageTexts;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Everything that the browser blocked, logged as an error or failed to load. */
  readonly complaints: readonly string[];
}

export interface VisitOptions extends BrowserContextOptions {
  /** Language of the browser, and of the mails if they have it. */
  readonly locale: PageLanguage;
}

const contentLanguages: Readonly<Record<PageLanguage, string>> = {
  nl: "nl-NL",
  en: "en-GB",
  tr: "tr-TR",
  ar: "ar-SY",
  pl: "pl-PL",
  uk: "uk-UA",
};

/** A new family in a new browser; closed with the test. */
export async function startVisit(
  t: Test,
  site: Site,
  { locale, ...options }: VisitOptions,
): Promise<Visit> {
  const mailLocale = isLocale(locale) ? locale : "nl";
  const household = await inviteHousehold(site, mailLocale);
  const context = await site.browser.newContext({ ...options, locale: contentLanguages[locale] });
  t.teardown(() => context.close());
  const complaints = collectComplaints(context);
  if (options.javaScriptEnabled !== false) await context.addInitScript(reportBlocked);
  const page = await context.newPage();
  const otherTexts = catalogue[locale === "nl" ? "en" : "nl"];
  return {
    site,
    household,
    texts: catalogue[locale],
    mailTexts: catalogue[mailLocale],
    otherTexts,
    context,
    page,
    complaints,
  };
}

const reportBlocked = `document.addEventListener("securitypolicyviolation", (event) =>
  console.error("The policy blocks", event.violatedDirective, event.blockedURI));`;

/** The status of an error page is no error of the browser; each error page has its own test. */
const answeredWithProblem = /^Failed to load resource: the server responded with a status of 4\d\d/;

function collectComplaints(context: BrowserContext): readonly string[] {
  const complaints: string[] = [];
  context.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    const isAsset = message.location().url.includes("/assets/");
    if (answeredWithProblem.test(message.text()) && !isAsset) return;
    complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(`${error.error()}`));
  return complaints;
}

/** Runs a story in each language on each screen; the browser must not block or fail anything. */
export function runInEach(
  t: Test,
  site: Site,
  guarantee: string,
  story: (t: Test, visit: Visit) => Promise<void>,
): Promise<unknown> {
  return t.test(guarantee, async (t) => {
    for (const locale of locales) {
      for (const screen of screenNames) {
        await t.test(`${locale}, ${screen}`, async (t) => {
          const visit = await startVisit(t, site, { locale, ...screens[screen] });
          await story(t, visit);
          t.strictSame(visit.complaints, [], "the browser reports no error");
        });
      }
    }
  });
}
