// Length of the mails on a phone: families read the first screens.
import t from "tap";
import { startSite } from "./site.ts";
import { openMail, requestLink } from "./steps.ts";
import { screens, startVisit } from "./visit.ts";

const site = await startSite(t);
/** 640 px is a small phone; 780 px is a usual one. */
const smallPhone = 2 * 640;
const usualPhone = 2 * 780;

t.test("the first language of a mail ends within two screens of a phone", async (t) => {
  const visit = await startVisit(t, site, { locale: "nl", ...screens.phone });
  const { page, household } = visit;
  const startOfSecond = async (email: string) => {
    await openMail(visit, email);
    return await page.evaluate<number>(
      "[...document.querySelectorAll('[lang=en] h1')].at(-1).getBoundingClientRect().top",
    );
  };
  for (const [email, limit] of [
    [household.father, smallPhone],
    [household.mother, usualPhone],
  ] as const) {
    const children = email === household.father ? "one child" : "two children";
    const invitation = await startOfSecond(email);
    t.ok(invitation < limit, `invitation of ${children}: ${invitation} of ${limit}`);
    await requestLink(visit, email);
    const links = await startOfSecond(email);
    t.ok(links < limit, `new link of ${children}: ${links} of ${limit}`);
  }
});
