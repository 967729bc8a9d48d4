import { openLinksMax } from "../../../src/domain/activation.ts";
import {
  decline,
  followLink,
  makePassword,
  makePasswordFor,
  openDeclineQuestion,
  openLink,
  requestLink,
  sentence,
  typePassword,
} from "../steps.ts";
import type { Visit } from "../visit.ts";
import { at, type PageState } from "./page-state.ts";

const hourSeconds = 3_600;
const daySeconds = 24 * 3600;

async function rejectedPassword(visit: Visit, secret: string, words: string) {
  await followLink(visit, "Wimpie", visit.household.father);
  await visit.page.evaluate("for (const form of document.forms) form.noValidate = true");
  await makePassword(visit, secret);
  await sentence(visit.page, words);
}

export const activationStates: readonly PageState[] = [
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
      await makePasswordFor(visit);
      await openLink(visit, link);
    },
  },
  {
    name: "link replaced",
    reach: async (visit) => {
      const link = await visit.household.linkOf("Wimpie", visit.household.father);
      for (let newer = 0; newer < openLinksMax; newer += 1) {
        visit.site.advance(hourSeconds); // longer than the cool-down of the mailbox
        await requestLink(visit, visit.household.father);
      }
      await openLink(visit, link);
    },
  },
  {
    name: "link of a school that went elsewhere",
    reach: async (visit) => {
      const { household } = visit;
      const link = await household.linkOf("Wimpie", household.father);
      await household.leaveFor("MOO", "https://school.example/inloggen");
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
      await makePasswordFor(visit);
      await requestLink(visit, visit.household.father);
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
    reach: (visit) => rejectedPassword(visit, "kort", visit.texts.passwordErrors["too-short"](8)),
  },
  {
    name: "password breached",
    reach: (visit) => rejectedPassword(visit, "voetbal1", visit.texts.passwordErrors.breached(8)),
  },
  {
    name: "password is a name",
    reach: (visit) =>
      rejectedPassword(visit, "wimpiewimpie", visit.texts.passwordErrors["contains-name"](8)),
  },
  {
    name: "password of a sibling",
    reach: async (visit) => {
      await makePasswordFor(visit, "Fatima", visit.household.mother);
      await followLink(visit, "Wimpie", visit.household.mother);
      await makePassword(visit);
      await sentence(visit.page, visit.texts.makeDifferent);
    },
  },
  { name: "password made", reach: (visit) => makePasswordFor(visit) },
  {
    name: "not my child, asked",
    reach: async (visit) => {
      await followLink(visit, "Wimpie", visit.household.mother);
      await openDeclineQuestion(visit, "Wimpie");
    },
  },
  {
    name: "not my child, said",
    reach: async (visit) => {
      await followLink(visit, "Wimpie", visit.household.mother);
      await decline(visit, "Wimpie");
    },
  },
  {
    name: "link refused",
    reach: async (visit) => {
      const link = await visit.household.linkOf("Wimpie", visit.household.mother);
      await openLink(visit, link);
      await decline(visit, "Wimpie");
      await openLink(visit, link);
    },
  },
];
