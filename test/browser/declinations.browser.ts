// Declining a link about another family's child, in a browser.
import t from "tap";
import { startSite } from "./site.ts";
import {
  clickInMail,
  decline,
  followLink,
  heading,
  makePassword,
  openDeclineQuestion,
  openLink,
  openMail,
  sentence,
} from "./steps.ts";
import { runInEach } from "./visit.ts";

const site = await startSite(t);

await runInEach(t, site, "declining closes only that link", async (t, visit) => {
  const { texts, household } = visit;
  const link = await household.linkOf("Wimpie", household.mother);
  await openMail(visit, household.mother);
  const page = await clickInMail(visit, "Wimpie");
  const beside = { ...visit, page };
  await decline(beside, "Wimpie");
  await openLink(beside, link);
  t.ok(await sentence(page, texts.problems["link-refused"]));
  await followLink(visit, "Fatima", household.mother);
  t.ok(
    await heading(visit.page, texts.makePassword.title.activation("Fatima")),
    "the sibling's link works",
  );
  await followLink(visit, "Wimpie", household.father);
  t.ok(
    await heading(visit.page, texts.makePassword.title.activation("Wimpie")),
    "the father's link works",
  );
});

await runInEach(
  t,
  site,
  "without confirmation the link can still set a password",
  async (t, visit) => {
    const { texts, otherTexts, household, page } = visit;
    await followLink(visit, "Wimpie", household.mother);
    await openDeclineQuestion(visit, "Wimpie");
    await page.getByRole("button", { name: otherTexts.language }).click();
    t.ok(await heading(page, otherTexts.decline.title("Wimpie")), "in the other language too");
    await page.getByRole("button", { name: texts.language }).click();
    await page.getByRole("button", { name: texts.decline.back }).click();
    await heading(page, texts.makePassword.title.activation("Wimpie"));
    await makePassword(visit);
    t.ok(await heading(page, texts.passwordMade.title("Wimpie")));
  },
);
