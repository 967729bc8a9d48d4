// Back and reload on pages that answer a form: the result is a page of the service with a sentence,
// never the browser's question whether to send the form again.
import t from "tap";
import { launch, offerSoftware, startPublisher } from "./launch-steps.ts";
import {
  activateAndRemember,
  beginCode,
  choose,
  code,
  logOutToTiles,
  tapTile,
} from "./picture-steps.ts";
import { startSite } from "./site.ts";
import {
  activateAndLogIn,
  decline,
  followLink,
  heading,
  makePassword,
  makePasswordFor,
  openDeclineQuestion,
  password,
  sentence,
  typePassword,
} from "./steps.ts";
import { runInEach } from "./visit.ts";

const site = await startSite(t);

await runInEach(
  t,
  site,
  "after setting a password, back shows that the link is used",
  async (t, visit) => {
    const { texts, household, page } = visit;
    await makePasswordFor(visit);
    await page.goBack();
    t.ok(await sentence(page, texts.problems["link-used"]));
    await page.getByRole("link", { name: texts.nextStep["/login"] }).click();
    await page.getByLabel(texts.email).fill(household.father);
    await typePassword(visit, password);
    await page.getByRole("button", { name: texts.login.submit }).click();
    t.ok(await heading(page, texts.home.title("Wimpie")), "the password works");
  },
);

await runInEach(
  t,
  site,
  "after login, back shows the page of the child; after logout, the login",
  async (t, visit) => {
    const { texts, page } = visit;
    await makePasswordFor(visit);
    await typePassword(visit, password);
    await page.getByRole("button", { name: texts.login.submit }).click();
    await heading(page, texts.home.title("Wimpie"));
    await page.goBack();
    t.ok(await heading(page, texts.home.title("Wimpie")), "not a form as for a visitor");
    await page.getByRole("button", { name: texts.home.logOut }).click();
    await heading(page, texts.login.title);
    await page.goBack();
    t.ok(await heading(page, texts.login.title));
  },
);

await runInEach(
  t,
  site,
  "after a rejected password, back and reload keep the link",
  async (t, visit) => {
    const { texts, household, page } = visit;
    const form = texts.makePassword.title.activation("Wimpie");
    await followLink(visit, "Wimpie", household.father);
    await makePassword(visit, "voetbal1");
    await page.locator("#password[aria-invalid]:focus").waitFor();
    await page.locator(".skip").press("Enter");
    await page.locator("main:focus").waitFor();
    await page.reload();
    t.ok(await heading(page, form), "also after a jump within the page");
    t.notOk(await page.locator(".error").isVisible());
    await page.goBack();
    t.ok(await heading(page, form));
    await makePassword(visit);
    t.ok(await heading(page, texts.passwordMade.title("Wimpie")), "the link still works");
    await page.goBack();
    t.ok(await sentence(page, texts.problems["link-used"]));
  },
);

await runInEach(
  t,
  site,
  "after declining, back shows that the link is closed",
  async (t, visit) => {
    const { texts, household, page } = visit;
    await followLink(visit, "Wimpie", household.mother);
    await openDeclineQuestion(visit, "Wimpie");
    await page.goBack();
    t.ok(
      await heading(page, texts.makePassword.title.activation("Wimpie")),
      "before the confirmation the link is open",
    );
    await decline(visit, "Wimpie");
    await page.goBack();
    t.ok(await sentence(page, texts.problems["link-refused"]));
  },
);

await runInEach(t, site, "after a launch, back shows the page of the child", async (t, visit) => {
  const { texts, page } = visit;
  const publisher = await startPublisher(visit.context);
  await offerSoftware(visit);
  await activateAndLogIn(visit);
  await launch(visit);
  await heading(page, "Malmberg");
  await page.goBack();
  t.ok(await heading(page, texts.home.title("Wimpie")));
  t.equal(publisher.received.length, 1, "the launch is not repeated");
});

await runInEach(
  t,
  site,
  "during login with pictures, back shows the tiles, and after it the page of the child",
  async (t, visit) => {
    const { texts, page } = visit;
    await logOutToTiles(visit);
    await tapTile(visit);
    await choose(visit, code.slice(0, 2));
    await sentence(page, texts.pictures.next(3, 4));
    await page.goBack();
    t.ok(await heading(page, texts.pictures.who));
    await tapTile(visit);
    await choose(visit, code);
    t.ok(await heading(page, texts.home.title("Wimpie")));
    await page.goBack();
    t.ok(await heading(page, texts.home.title("Wimpie")));
  },
);

await runInEach(
  t,
  site,
  "while a code is chosen, back shows the page of the child",
  async (t, visit) => {
    const { texts, page } = visit;
    await activateAndRemember(visit);
    await beginCode(visit);
    await choose(visit, code.slice(0, 2));
    await sentence(page, texts.pictures.next(3, 4));
    await page.goBack();
    t.ok(await heading(page, texts.home.title("Wimpie")));
  },
);
