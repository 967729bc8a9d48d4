// The page of the code on a letter, and what it answers.
import { letterByCode } from "../../../src/security/throttle-policies.ts";
import { heading, sentence } from "../steps.ts";
import type { Visit } from "../visit.ts";
import { at, type PageState } from "./page-state.ts";

const unknownCode = "0000-0000-0000";

async function enter(visit: Visit, code: string, email: string): Promise<void> {
  const { page, texts, site } = visit;
  await page.goto(`${site.url}/start`);
  await page.getByLabel(texts.start.code).fill(code);
  await page.getByLabel(texts.email).fill(email);
  await page.getByRole("button", { name: texts.start.submit }).click();
}

export const letterStates: readonly PageState[] = [
  at("letter", "/start"),
  {
    name: "letter of a scanned code",
    reach: async ({ page, site, texts }) => {
      await page.goto(`${site.url}/start#7K3M9QXR2VBN`);
      await page.waitForFunction("document.getElementById('code').value !== ''");
      await page.getByLabel(texts.email).fill("moeder@home.nl");
    },
  },
  {
    name: "letter with a wrong code and address",
    reach: async (visit) => {
      await enter(visit, "7K3M", "moeder at home");
      await sentence(visit.page, visit.texts.invalid.email);
    },
  },
  {
    name: "letter with a mistyped address",
    reach: async (visit) => {
      await enter(visit, unknownCode, "een.lange.naam.van.een.ouder@gmial.com");
      await heading(visit.page, visit.texts.start.mistyped.title);
    },
  },
  {
    name: "letter sent",
    reach: async (visit) => {
      await enter(visit, unknownCode, "moeder@home.nl");
      await heading(visit.page, visit.texts.start.sent.title);
    },
  },
  {
    name: "letter of a child with two addresses",
    reach: async (visit) => {
      await enter(visit, await visit.household.letterCodeOf("Wimpie"), "derde@home.nl");
      await sentence(visit.page, visit.texts.problems["address-limit"]);
    },
  },
  {
    name: "letter used too often",
    reach: async (visit) => {
      const code = await visit.household.letterCodeOf("Fatima");
      const { api } = visit.site;
      for (let tries = 0; tries <= letterByCode.freeTries; tries += 1) {
        await api("proposeAddress", { body: { code, email: visit.household.mother } });
      }
      await enter(visit, code, "derde@home.nl");
      await sentence(visit.page, visit.texts.problems["too-many-requests"]);
    },
  },
];
