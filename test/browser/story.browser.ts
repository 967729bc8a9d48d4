// The web site in a browser, when nothing fails.
import t from "tap";
import { startSite } from "./site.ts";
import {
  clickInMail,
  followLink,
  heading,
  logIn,
  makePassword,
  openMail,
  otherPassword,
  password,
  requestLink,
  sentence,
  typePassword,
} from "./steps.ts";
import { runInEach } from "./visit.ts";

const site = await startSite(t);

await runInEach(
  t,
  site,
  "a family activates from the mail and its child logs in",
  async (t, visit) => {
    const { texts, household } = visit;
    await openMail(visit, household.father);
    const page = await clickInMail(visit, "Wimpie");
    const beside = { ...visit, page };
    t.ok(await heading(page, texts.makePassword.title.activation("Wimpie")));
    t.equal(new URL(page.url()).hash, "", "the token leaves the address bar");
    t.equal(await page.locator("#email").inputValue(), household.father);
    t.notMatch(await page.content(), household.mother, "the other parent's address");
    await makePassword(beside);

    t.ok(await heading(page, texts.passwordMade.title("Wimpie")));
    t.equal(
      await page.locator("#email").inputValue(),
      household.father,
      "the address is filled in",
    );
    await page.locator("#password").fill(password);
    await page.getByRole("button", { name: texts.login.submit }).click();
    t.ok(await heading(page, texts.home.title("Wimpie")));
    await page.reload();
    t.ok(await heading(page, texts.home.title("Wimpie")), "the child stays logged in");
    t.notMatch(await page.content(), household.mother, "the other parent's address");

    await page.getByRole("button", { name: texts.home.logOut }).click();
    t.ok(await heading(page, texts.login.title));
    await page.goto(`${site.url}/`);
    t.equal(new URL(page.url()).pathname, "/login", "the child is logged out");
  },
);

await runInEach(t, site, "the password decides which of two children logs in", async (t, visit) => {
  const { texts, household, page } = visit;
  const secrets = { Wimpie: password, Fatima: otherPassword };
  for (const [name, secret] of Object.entries(secrets)) {
    await openMail(visit, household.mother);
    const beside = await clickInMail(visit, name);
    t.ok(await heading(beside, texts.makePassword.title.activation(name)));
    await makePassword({ ...visit, page: beside }, secret);
    t.ok(await heading(beside, texts.passwordMade.title(name)));
  }
  for (const [name, secret] of Object.entries(secrets)) {
    await logIn(visit, household.mother.toUpperCase(), { secret });
    t.ok(await heading(page, texts.home.title(name)));
    await page.getByRole("button", { name: texts.home.logOut }).click();
    t.ok(await heading(page, texts.login.title));
  }
});

await runInEach(t, site, "a forgotten password can be replaced", async (t, visit) => {
  const { texts, household, page } = visit;
  await followLink(visit, "Wimpie", household.father);
  await makePassword(visit);
  await heading(page, texts.passwordMade.title("Wimpie"));

  await site.dispatchAll(); // The notice of the first password comes first.
  await page.getByRole("link", { name: texts.login.forgot }).click();
  await page.getByLabel(texts.email).fill(household.father);
  await page.getByRole("button", { name: texts.forgot.submit }).click();
  t.ok(await heading(page, texts.linksRequested.title));
  await site.dispatchAll();
  await openMail(visit, household.father);
  const beside = { ...visit, page: await clickInMail(visit, "Wimpie") };
  t.ok(await heading(beside.page, texts.makePassword.title["password-reset"]("Wimpie")));
  await makePassword(beside, otherPassword);
  await heading(beside.page, texts.passwordMade.title("Wimpie"));

  await logIn(visit, household.father);
  t.ok(await sentence(page, texts.problems["wrong-email-or-password"]));
  await typePassword(visit, otherPassword);
  await page.getByRole("button", { name: texts.login.submit }).click();
  t.ok(await heading(page, texts.home.title("Wimpie")), "the new password works");
});

await runInEach(t, site, "a known and an unknown address get the same page", async (t, visit) => {
  const { household, page } = visit;
  await requestLink(visit, household.mother);
  const known = await page.content();
  await requestLink(visit, "niemand@home.nl");
  t.equal(await page.content(), known);
});

await runInEach(t, site, "every page can be read in the other language", async (t, visit) => {
  const { texts, otherTexts, household, page } = visit;
  const toOther = () =>
    page.getByText(otherTexts.language, { exact: true }).and(page.locator("nav *")).click();
  const back = async () => {
    await page.goto(`${site.url}/login?language=${texts.locale}`);
  };

  for (const [path, of] of [
    ["/login", "login"],
    ["/forgot", "forgot"],
    ["/forgot/sent", "linksRequested"],
    ["/activate", "activate"],
  ] as const) {
    await page.goto(site.url + path);
    await toOther();
    t.ok(await heading(page, otherTexts[of].title), path);
    t.equal(await page.locator("html").getAttribute("lang"), otherTexts.locale);
    await back();
  }

  await followLink(visit, "Wimpie", household.father);
  await toOther();
  t.ok(await heading(page, otherTexts.makePassword.title.activation("Wimpie")), "the link is kept");
  await makePassword({ ...visit, texts: otherTexts });
  t.ok(await heading(page, otherTexts.passwordMade.title("Wimpie")), "the language is remembered");
  await back();

  await logIn(visit, household.father);
  await heading(page, texts.home.title("Wimpie"));
  await toOther();
  t.ok(await heading(page, otherTexts.home.title("Wimpie")), "the child is still logged in");
});
