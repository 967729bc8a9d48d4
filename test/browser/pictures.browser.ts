// Login with pictures in a browser; the parents set up the device and the pictures.
import t from "tap";
import {
  activateAndRemember,
  beginCode,
  choose,
  code,
  logOut,
  logOutToTiles,
  otherCode,
  saveCode,
  tapTile,
} from "./picture-steps.ts";
import { startSite } from "./site.ts";
import { heading, sentence, sign } from "./steps.ts";
import { runInEach } from "./visit.ts";

const site = await startSite(t);

await runInEach(t, site, "a child logs in with its tile and pictures", async (t, visit) => {
  const { texts, page } = visit;
  const { pictures, home, problems } = texts;
  await activateAndRemember(visit);
  await beginCode(visit);
  await choose(visit, code);
  await sentence(page, pictures.rememberThem);
  const names = await page.evaluate(
    "[...document.querySelectorAll('.chosen img')].map(({ alt }) => alt)",
  );
  t.strictSame(
    names,
    code.map((picture) => pictures.names[picture]),
    "they are shown once, in order",
  );
  await saveCode(visit);
  await logOut(visit);

  await heading(page, pictures.who);
  t.strictSame(
    await page.locator(".tile").allTextContents(),
    ["Wimpie"],
    "no tile for a child without pictures",
  );
  await tapTile(visit);
  await choose(visit, otherCode);
  t.ok(await sign(page, problems["wrong-pictures"]));
  await choose(visit, code);
  t.ok(await heading(page, home.title("Wimpie")));
  t.notOk(await page.getByText(pictures.devices).isVisible(), "the child sees no settings");
});

await runInEach(t, site, "another device asks for the password", async (t, visit) => {
  const { texts, household } = visit;
  await logOutToTiles(visit);
  const other = await site.browser.newContext({ locale: texts.locale });
  t.teardown(() => other.close());
  const page = await other.newPage();
  await page.goto(`${site.url}/login`);
  t.ok(await heading(page, texts.login.title));
  t.ok(await page.locator("#password").isVisible());
  t.notMatch(await page.content(), household.mother);
  t.equal(await page.locator(".tile").count(), 0);
});

await runInEach(t, site, "a removed device asks for the password", async (t, visit) => {
  const { texts, page } = visit;
  await activateAndRemember(visit);
  await beginCode(visit);
  await choose(visit, code);
  await saveCode(visit);
  await page.locator("[action='/devices/forget'] button").click();
  t.ok(await sentence(page, texts.pictures.rememberHint("Wimpie")));
  await logOut(visit);
  t.ok(await heading(page, texts.login.title));
  t.equal(await page.locator(".tile").count(), 0);
});
