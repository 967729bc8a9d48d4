// Length of the mails on a phone: families read the first screens.
import t from "tap";
import { startSite } from "./site.ts";
import { openMail, requestLink } from "./steps.ts";
import { screens, startVisit } from "./visit.ts";

const site = await startSite(t);
/** 640 px is a small phone; 780 px is a usual one. */
const limit = 2 * 780;

t.test(
  "the first language of a mail about one child ends within two screens of a phone",
  async (t) => {
    const { page, household, ...visit } = await startVisit(t, site, {
      locale: "nl",
      ...screens.phone,
    });
    const startOfSecond = async () => {
      await openMail({ page, household, ...visit }, household.father);
      return await page.evaluate<number>(
        "[...document.querySelectorAll('[lang=en] h1')].at(-1).getBoundingClientRect().top",
      );
    };
    const invitation = await startOfSecond();
    t.ok(invitation < limit, `invitation: ${invitation} of ${limit}`);
    await requestLink({ page, household, ...visit }, household.father);
    const links = await startOfSecond();
    t.ok(links < limit, `new link: ${links} of ${limit}`);
  },
);
