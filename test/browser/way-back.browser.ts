// The back button and a reload, on pages that answer a form: what comes is a page of ours with a
// sentence, and never the browser's question whether to send the form again.
import t from "tap";
import { launch, offerSoftware, startPublisher } from "./launch-steps.ts";
import {
  beginCode,
  choose,
  code,
  comeHomeRemembered,
  leaveToTiles,
  tapTile,
} from "./picture-steps.ts";
import { startSite } from "./site.ts";
import {
  askToRefuse,
  comeHome,
  followLink,
  heading,
  makePassword,
  makePasswordFor,
  password,
  refuse,
  sentence,
  typePassword,
} from "./steps.ts";
import { tellInEach } from "./visit.ts";

const site = await startSite(t);

await tellInEach(t, site, "back from a made password, its link is used", async (t, visit) => {
  const { texts, household, page } = visit;
  await makePasswordFor(visit);
  await page.goBack();
  t.ok(await sentence(page, texts.problems["link-used"]));
  await page.getByRole("link", { name: texts.nextStep["/login"] }).click();
  await page.getByLabel(texts.email).fill(household.father);
  await typePassword(visit, password);
  await page.getByRole("button", { name: texts.login.submit }).click();
  t.ok(await heading(page, texts.home.title("Wimpie")), "the password works");
});

await tellInEach(t, site, "back from the child, it can log in again", async (t, visit) => {
  const { texts, page } = visit;
  await makePasswordFor(visit);
  await typePassword(visit, password);
  await page.getByRole("button", { name: texts.login.submit }).click();
  await heading(page, texts.home.title("Wimpie"));
  await page.goBack();
  t.ok(await heading(page, texts.login.title));
  await page.goForward();
  t.ok(await heading(page, texts.home.title("Wimpie")));
});

await tellInEach(
  t,
  site,
  "past a refused password, back and reload find the link",
  async (t, visit) => {
    const { texts, household, page } = visit;
    const form = texts.makePassword.title.activation("Wimpie");
    await followLink(visit, "Wimpie", household.father);
    await makePassword(visit, "kort");
    const words = texts.passwordFaults["too-short"](8);
    await page.getByRole("alert").getByRole("link", { name: words }).click();
    await page.locator("#password:focus").waitFor();
    await page.reload();
    t.ok(await heading(page, form), "after the jump to the field too");
    t.notOk(await page.getByRole("alert").isVisible());
    await page.goBack();
    t.ok(await heading(page, form));
    await makePassword(visit);
    t.ok(await heading(page, texts.passwordMade.title("Wimpie")), "and the link still works");
    await page.goBack();
    t.ok(await sentence(page, texts.problems["link-used"]));
  },
);

await tellInEach(
  t,
  site,
  "back from who is not the parent, the link is closed",
  async (t, visit) => {
    const { texts, household, page } = visit;
    await followLink(visit, "Wimpie", household.mother);
    await askToRefuse(visit, "Wimpie");
    await page.goBack();
    t.ok(await heading(page, texts.makePassword.title.activation("Wimpie")), "who was only asked");
    await refuse(visit, "Wimpie");
    await page.goBack();
    t.ok(await sentence(page, texts.problems["link-refused"]));
  },
);

await tellInEach(t, site, "back from a publisher, the child is at home", async (t, visit) => {
  const { texts, page } = visit;
  const publisher = await startPublisher(visit.context);
  await offerSoftware(visit);
  await comeHome(visit);
  await launch(visit);
  await heading(page, "Malmberg");
  await page.goBack();
  t.ok(await heading(page, texts.home.title("Wimpie")));
  t.equal(publisher.received.length, 1, "and is not sent on again");
});

await tellInEach(t, site, "back from the pictures, a child is at its tile", async (t, visit) => {
  const { texts, page } = visit;
  await leaveToTiles(visit);
  await tapTile(visit);
  await choose(visit, code.slice(0, 2));
  await sentence(page, texts.pictures.next(3, 4));
  await page.goBack();
  t.ok(await heading(page, texts.pictures.who));
  await tapTile(visit);
  await choose(visit, code);
  t.ok(await heading(page, texts.home.title("Wimpie")));
  await page.goBack();
  t.ok(await heading(page, texts.pictures.who));
});

await tellInEach(
  t,
  site,
  "back from pictures that are chosen, they are begun anew",
  async (t, visit) => {
    const { texts, page } = visit;
    await comeHomeRemembered(visit);
    await beginCode(visit);
    await choose(visit, code.slice(0, 2));
    await sentence(page, texts.pictures.next(3, 4));
    await page.goBack();
    t.ok(await heading(page, texts.home.title("Wimpie")));
  },
);
