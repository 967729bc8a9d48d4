// Every page and mail in every state in which a family can meet it. Whatever holds for all of them is
// checked by going through this list, so a new page needs a few lines here and no more.
import {
  askForLink,
  followLink,
  heading,
  logIn,
  makePassword,
  openLink,
  openMail,
  otherPassword,
  sentence,
  typePassword,
} from "./steps.ts";
import type { Visit } from "./visit.ts";

export interface PageState {
  readonly name: string;
  /** Brings a browser that has been nowhere there, and is done when the page is. */
  reach(visit: Visit): Promise<unknown>;
}

const daySeconds = 24 * 3600;
const at = (name: string, path: string): PageState => ({
  name,
  reach: ({ page, site }) => page.goto(site.url + path),
});

async function passwordMade(visit: Visit, name = "Wimpie", email = visit.household.father) {
  await followLink(visit, name, email);
  await makePassword(visit);
  await heading(visit.page, visit.texts.passwordMade.title(name));
}

async function refusedPassword(visit: Visit, secret: string, words: string) {
  await followLink(visit, "Wimpie", visit.household.father);
  await makePassword(visit, secret);
  await sentence(visit.page, words);
}

async function loggedIn(visit: Visit) {
  await passwordMade(visit);
  await logIn(visit, visit.household.father);
  await heading(visit.page, visit.texts.home.title("Wimpie"));
}

/** Ends the session as a second use of its refresh token does, wherever that comes from. */
export async function endSessionElsewhere({ context, site }: Visit) {
  const cookies = await context.cookies(site.url);
  const refreshToken = cookies.find(({ name }) => name === "__Host-session")?.value;
  await site.api("refreshHomeSession", { body: { refreshToken } });
}

const activation: readonly PageState[] = [
  at("link page", "/activate"),
  {
    name: "link page without scripts",
    reach: async ({ page, site }) => {
      await page.goto(`${site.url}/activate`);
      await page.evaluate(
        "for (const words of document.querySelectorAll('noscript')) words.outerHTML = words.textContent",
      );
    },
  },
  {
    name: "link unknown",
    reach: (visit) => openLink(visit, `${visit.site.url}/activate#${"a".repeat(40)}`),
  },
  {
    name: "link expired",
    reach: async (visit) => {
      const link = await visit.household.linkOf("Wimpie", visit.household.father);
      visit.site.advance(20 * daySeconds);
      await openLink(visit, link);
    },
  },
  {
    name: "link used",
    reach: async (visit) => {
      const link = await visit.household.linkOf("Wimpie", visit.household.father);
      await passwordMade(visit);
      await openLink(visit, link);
    },
  },
  {
    name: "link replaced",
    reach: async (visit) => {
      const link = await visit.household.linkOf("Wimpie", visit.household.father);
      await askForLink(visit, visit.household.father);
      await openLink(visit, link);
    },
  },
  {
    name: "make a password",
    reach: (visit) => followLink(visit, "Wimpie", visit.household.father),
  },
  {
    name: "make a new password",
    reach: async (visit) => {
      await passwordMade(visit);
      await askForLink(visit, visit.household.father);
      await followLink(visit, "Wimpie", visit.household.father);
    },
  },
  {
    name: "password shown while it is typed",
    reach: async (visit) => {
      await followLink(visit, "Wimpie", visit.household.father);
      await typePassword(visit, "fiets");
      await visit.page.getByRole("button", { name: visit.texts.show }).click();
      await sentence(visit.page, visit.texts.makePassword.missing.other.replace("{count}", "3"));
    },
  },
  {
    name: "password too short",
    reach: (visit) => refusedPassword(visit, "kort", visit.texts.passwordFaults["too-short"](8)),
  },
  {
    name: "password breached",
    reach: (visit) => refusedPassword(visit, "password1", visit.texts.passwordFaults.breached(8)),
  },
  {
    name: "password is a name",
    reach: (visit) =>
      refusedPassword(visit, "wimpiewimpie", visit.texts.passwordFaults["contains-name"](8)),
  },
  {
    name: "password of a sibling",
    reach: async (visit) => {
      await passwordMade(visit, "Fatima", visit.household.mother);
      await followLink(visit, "Wimpie", visit.household.mother);
      await makePassword(visit);
      await sentence(visit.page, visit.texts.makeDifferent);
    },
  },
  { name: "password made", reach: (visit) => passwordMade(visit) },
];

const login: readonly PageState[] = [
  at("login", "/login"),
  {
    name: "login wrong",
    reach: async (visit) => {
      await logIn(visit, visit.household.father, otherPassword);
      await sentence(visit.page, visit.texts.problems["wrong-email-or-password"]);
    },
  },
  {
    name: "login too often",
    reach: async (visit) => {
      const { site, household } = visit;
      const body = { email: household.father, password: otherPassword };
      for (let failures = 0; failures < 6; failures++)
        await site.api("createHomeSession", { body });
      await logIn(visit, household.father);
      await sentence(visit.page, visit.texts.problems["too-many-requests"]);
    },
  },
  { name: "home", reach: loggedIn },
  {
    name: "session ended",
    reach: async (visit) => {
      await loggedIn(visit);
      await endSessionElsewhere(visit);
      await visit.page.goto(`${visit.site.url}/`);
      await sentence(visit.page, visit.texts.problems.unauthorized);
    },
  },
];

const linkRequest: readonly PageState[] = [
  at("forgot", "/forgot"),
  {
    name: "forgot with an address that is none",
    reach: async ({ page, site, texts }) => {
      await page.goto(`${site.url}/forgot`);
      await page.getByLabel(texts.email).fill("moeder at home");
      await page.getByRole("button", { name: texts.forgot.submit }).click();
      await sentence(page, texts.invalid.email);
    },
  },
  at("forgot sent", "/forgot/sent"),
];

export const pageStates = [...activation, ...login, ...linkRequest];

export const mailStates: readonly PageState[] = [
  { name: "mail invitation", reach: (visit) => openMail(visit, visit.household.father) },
  { name: "mail invitation of two", reach: (visit) => openMail(visit, visit.household.mother) },
  {
    name: "mail new links",
    reach: async (visit) => {
      await askForLink(visit, visit.household.mother);
      await openMail(visit, visit.household.mother);
    },
  },
  {
    name: "mail password made",
    reach: async (visit) => {
      await passwordMade(visit);
      await visit.site.dispatchAll();
      await openMail(visit, visit.household.father);
    },
  },
];
