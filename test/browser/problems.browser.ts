// Error pages in a browser.

import t from "tap";
import { openLinksMax } from "../../src/domain/activation.ts";
import { startSite } from "./site.ts";
import {
  clickInMail,
  endSessionElsewhere,
  followLink,
  heading,
  logIn,
  makePassword,
  openLink,
  openMail,
  otherPassword,
  password,
  requestLink,
  sentence,
  typePassword,
} from "./steps.ts";
import { runInEach, type Visit } from "./visit.ts";

const hourSeconds = 3_600;
const daySeconds = 24 * 3600;
const site = await startSite(t);

/** Waits for the focus, which a page sets after rendering. */
async function isFocused({ page }: Visit, selector: string): Promise<boolean> {
  await page.locator(`${selector}:focus`).waitFor();
  return true;
}

const pathOf = ({ page }: Visit) => new URL(page.url()).pathname;

await runInEach(
  t,
  site,
  "a rejected password is explained once, at its field",
  async (t, visit) => {
    const { texts, household, page } = visit;
    await followLink(visit, "Fatima", household.mother);
    await makePassword(visit);
    await heading(page, texts.passwordMade.title("Fatima"));

    await followLink(visit, "Wimpie", household.mother);
    const field = page.locator("#password");
    await makePassword(visit, "kort");
    t.equal(await page.evaluate("document.getElementById('password').validity.tooShort"), true);
    t.equal(await field.inputValue(), "kort", "a password that is too short can be completed");

    const taken = `${texts.problems["password-taken-by-sibling"]} ${texts.makeDifferent}`;
    for (const [secret, words] of [
      ["voetbal1", texts.passwordErrors.breached(8)],
      [password, taken],
    ] as const) {
      await makePassword(visit, secret);
      await sentence(page, words);
      t.ok(await isFocused(visit, "#password[aria-invalid]"), "the focus is on the field");
      t.match(await page.title(), texts.problem, "the title starts with the error");
      const note = await field.getAttribute("aria-describedby");
      t.equal(await page.locator(`#${note}`).textContent(), words, "which has the error");
      t.ok(await page.locator(`#${note}`).isVisible());
      t.equal(await page.getByText(words).count(), 1, "and nothing repeats it");
      t.equal(await page.getByRole("alert").count(), 0);
      t.equal(await field.inputValue(), "", "the response contains no password");
    }
    await makePassword(visit, otherPassword);
    t.ok(await heading(page, texts.passwordMade.title("Wimpie")), "the link still works");
  },
);

await runInEach(t, site, "an expired link leads to a new link that works", async (t, visit) => {
  const { texts, household, page } = visit;
  const link = await household.linkOf("Wimpie", household.father);
  site.advance(20 * daySeconds);
  await openLink(visit, link);
  t.ok(await sentence(page, texts.problems["link-expired"]));
  await page.getByRole("link", { name: texts.nextStep["/forgot"] }).click();
  await page.getByLabel(texts.email).fill(household.father);
  await page.getByRole("button", { name: texts.forgot.submit }).click();
  await heading(page, texts.linksRequested.title);
  await site.dispatchAll();
  await openMail(visit, household.father);
  const beside = { ...visit, page: await clickInMail(visit, "Wimpie") };
  await makePassword(beside);
  t.ok(await heading(beside.page, texts.passwordMade.title("Wimpie")));
});

await runInEach(t, site, "a replaced link says that there is a newer one", async (t, visit) => {
  const { texts, household, page } = visit;
  const link = await household.linkOf("Wimpie", household.father);
  for (let newer = 0; newer < openLinksMax; newer += 1) {
    site.advance(hourSeconds); // longer than the cool-down of the mailbox
    await requestLink(visit, household.father);
  }
  await openLink(visit, link);
  t.ok(await sentence(page, texts.problems["link-replaced"]));
  await followLink(visit, "Wimpie", household.father);
  await makePassword(visit);
  t.ok(await heading(page, texts.passwordMade.title("Wimpie")), "the newer one works");
});

await runInEach(t, site, "a used link leads to the login", async (t, visit) => {
  const { texts, household, page } = visit;
  const link = await household.linkOf("Wimpie", household.father);
  await openLink(visit, link);
  await makePassword(visit);
  await heading(page, texts.passwordMade.title("Wimpie"));
  await openLink(visit, link);
  t.ok(await sentence(page, texts.problems["link-used"]));
  await page.getByRole("link", { name: texts.nextStep["/login"] }).click();
  t.ok(await heading(page, texts.login.title));
});

await runInEach(t, site, "a double click on save sets one password", async (t, visit) => {
  const { texts, household, page } = visit;
  await followLink(visit, "Wimpie", household.father);
  await typePassword(visit, password);
  let sent = 0;
  page.on("request", (request) => {
    if (request.method() === "POST") sent += 1;
  });
  await page.getByRole("button", { name: texts.makePassword.save }).dblclick();
  t.ok(await heading(page, texts.passwordMade.title("Wimpie")));
  t.equal(sent, 1);
});

await runInEach(t, site, "the second of two tabs shows the next step", async (t, visit) => {
  const { texts, household, page, context } = visit;
  const link = await household.linkOf("Wimpie", household.father);
  const second = { ...visit, page: await context.newPage() };
  await openLink(visit, link);
  await openLink(second, link);
  await makePassword(visit);
  await heading(page, texts.passwordMade.title("Wimpie"));
  await makePassword(second, otherPassword);
  t.ok(await sentence(second.page, texts.problems["link-used"]));
  await logIn(second, household.father);
  t.ok(await heading(second.page, texts.home.title("Wimpie")), "the first password works");
});

await runInEach(t, site, "a session that ended elsewhere leads to the login", async (t, visit) => {
  const { texts, household, page } = visit;
  await followLink(visit, "Wimpie", household.father);
  await makePassword(visit);
  await heading(page, texts.passwordMade.title("Wimpie"));
  await logIn(visit, household.father);
  await heading(page, texts.home.title("Wimpie"));
  await endSessionElsewhere(visit);
  await page.reload();
  t.ok(await sentence(page, texts.problems.unauthorized));
  await page.getByRole("link", { name: texts.nextStep["/login"] }).click();
  t.equal(pathOf(visit), "/login");
});
