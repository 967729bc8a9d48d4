import { reminderBeforeExpirySeconds } from "../../../src/domain/activation.ts";
import { makePasswordFor, openMail, requestLink } from "../steps.ts";
import type { Visit } from "../visit.ts";
import type { PageState } from "./page-state.ts";

const linkLifetimeSeconds = 14 * 24 * 3600;

export const mailStates: readonly PageState[] = [
  { name: "mail invitation", reach: (visit) => openMail(visit, visit.household.father) },
  { name: "mail invitation of two", reach: (visit) => openMail(visit, visit.household.mother) },
  {
    name: "mail new links",
    reach: async (visit) => {
      await requestLink(visit, visit.household.mother);
      await openMail(visit, visit.household.mother);
    },
  },
  {
    name: "mail password made",
    reach: async (visit) => {
      await makePasswordFor(visit);
      await visit.site.dispatchAll();
      await openMail(visit, visit.household.father);
    },
  },
  {
    name: "mail reminder",
    reach: async (visit) => {
      await waitForReminder(visit);
      await openMail(visit, visit.household.father);
    },
  },
  {
    name: "mail reminder of two",
    reach: async (visit) => {
      await waitForReminder(visit);
      await openMail(visit, visit.household.mother);
    },
  },
  {
    name: "mail address removed",
    reach: async (visit) => {
      await visit.household.setAddresses("Wimpie", [visit.household.mother]);
      await openMail(visit, visit.household.father);
    },
  },
  {
    name: "mail address added",
    reach: async (visit) => {
      const { household, site } = visit;
      await household.takeLettersAtOnce();
      const code = await household.letterCodeOf("Fatima");
      await site.api("proposeAddress", { body: { code, email: household.father } });
      await site.dispatchAll();
      await openMail(visit, household.mother);
    },
  },
];

async function waitForReminder({ site }: Visit): Promise<void> {
  site.advance(linkLifetimeSeconds - reminderBeforeExpirySeconds);
  await site.dispatchAll();
}
