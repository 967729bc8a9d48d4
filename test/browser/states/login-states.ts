import { offerSoftware } from "../launch-steps.ts";
import {
  activateAndLogIn,
  endSessionElsewhere,
  heading,
  logIn,
  otherPassword,
  sentence,
} from "../steps.ts";
import { at, type PageState } from "./page-state.ts";

export const loginStates: readonly PageState[] = [
  at("login", "/login"),
  {
    name: "login wrong",
    reach: async (visit) => {
      await logIn(visit, visit.household.father, { secret: otherPassword });
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
  { name: "home", reach: activateAndLogIn },
  {
    name: "session ended",
    reach: async (visit) => {
      await activateAndLogIn(visit);
      await endSessionElsewhere(visit);
      await visit.page.goto(`${visit.site.url}/`);
      await sentence(visit.page, visit.texts.problems.unauthorized);
    },
  },
];

export const errorPageStates: readonly PageState[] = [
  at("page unknown", "/inlogen"),
  at("page of a form alone", "/logout"),
];

export const noticeStates: readonly PageState[] = [
  at("privacy", "/privacy"),
  {
    name: "privacy of a child with software",
    reach: async (visit) => {
      await offerSoftware(visit);
      await activateAndLogIn(visit);
      await visit.page.goto(`${visit.site.url}/privacy`);
      await heading(visit.page, visit.texts.notices.privacy.title);
    },
  },
  at("accessibility", "/accessibility"),
];

export const linkRequestStates: readonly PageState[] = [
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
