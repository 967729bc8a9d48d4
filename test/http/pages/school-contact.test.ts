// Where a page tells a family to ask the school, and the school is known, it has the contact of the school.
import t from "tap";
import { pageLanguages } from "../../../src/domain/language/page-language.ts";
import { withContact } from "../../../src/http/pages/school-contact.ts";
import { catalogue } from "../../../src/http/pages/texts/catalogue.ts";
import { createBrowser, type Page } from "../../support/browser.ts";
import { father, logIn, makePassword, mother, startFamily } from "../../support/families/family.ts";
import { startPictureFamily } from "../../support/families/picture-family.ts";

const contact = "hulp@regenboog.example";
const link =
  '<bdi dir="ltr" class="contact"><a href="mailto:hulp@regenboog.example" rel="noreferrer">hulp@regenboog.example</a></bdi>';
const timesIn = ({ html }: Page, part: string) => html.split(part).length - 1;

t.test("pages that know the school", async (t) => {
  const service = await startFamily(t, { LANGUAGES: pageLanguages.join(",") });
  const { api, url, linkOf } = service;
  const { token } = await service.addClient("01AA");
  const setContact = (value: string | null) =>
    api("updateSchool", { token, body: { contact: value } });
  await setContact(contact);
  const browser = createBrowser(url);
  const wimpie = await linkOf("Wimpie", mother);

  await t.test("the page of a link has it, in every language", async (t) => {
    for (const language of pageLanguages) {
      const page = await createBrowser(url, language).send("/activate", { token: wimpie });
      t.equal(page.status, 200);
      t.equal(timesIn(page, link), 1, language);
      t.ok(page.html.includes(withContact(catalogue[language].footer, contact).html));
    }
    const confirm = await browser.send("/activate/not-my-child", { token: wimpie });
    t.equal(timesIn(confirm, link), 1);
    t.equal(timesIn(await makePassword(browser, wimpie, "kort"), link), 1, "with an error too");
    t.equal(timesIn(await makePassword(browser, wimpie), link), 1);
  });

  await t.test("a link that no longer works still knows its school", async (t) => {
    const used = await browser.send("/activate", { token: wimpie });
    t.equal(used.status, 410);
    t.equal(timesIn(used, link), 1);
    const token = await linkOf("Wimpie", father);
    t.equal(timesIn(await browser.send("/activate/refusal", { token }), link), 1);
    const declined = await browser.send("/activate", { token });
    t.equal(declined.status, 410);
    t.match(declined.html, `Vraag dan de school (${link}) om een nieuwe mail.`);
  });

  await t.test("a child that is logged in has it, also on the notices", async (t) => {
    const child = createBrowser(url);
    t.equal(timesIn(await logIn(child, mother), link), 2, "no software, and the end of the page");
    t.match((await child.open("/privacy")).html, `Vraag het aan de school (${link}); die kan`);
    t.match((await child.open("/accessibility")).html, `Vertel het de school (${link}), of ons.`);
  });

  await t.test("a page without a proven school keeps its sentence", async (t) => {
    const stranger = createBrowser(url);
    const pages = [
      await stranger.open("/login"),
      await logIn(stranger, mother, "een ander wachtwoord"),
      await logIn(stranger, "niemand@home.nl", "een ander wachtwoord"),
      await stranger.open("/forgot"),
      await stranger.send("/forgot", { email: mother }),
      await stranger.open("/start"),
      await stranger.open("/privacy"),
      await stranger.open("/accessibility"),
      await stranger.send("/activate", { token: "no.link" }),
    ];
    for (const { html, path } of pages) {
      t.notMatch(html, /regenboog|\uE000/i, path);
      t.match(html, "Vraag de school om hulp.", path);
    }
  });

  await t.test("without a contact every page keeps its sentence", async (t) => {
    await setContact(null);
    const child = createBrowser(url);
    const home = await logIn(child, mother);
    t.match(home.text, "Er is nu niets om thuis te openen; vraag het op school.");
    t.match(home.text, "Lukt het niet? Vraag de school om hulp.");
    t.notMatch(home.html, /class="contact"|\uE000/);
    t.match((await child.open("/privacy")).text, "Vraag het aan de school; die kan");
  });

  await t.test("a URL is a link too", async (t) => {
    await setContact("https://regenboog.example/hulp?taal=nl");
    const child = createBrowser(url);
    t.match(
      (await logIn(child, mother)).html,
      '<a href="https://regenboog.example/hulp?taal=nl" rel="noreferrer">regenboog.example/hulp</a>',
    );
  });
});

t.test("a remembered device knows the school of its children", async (t) => {
  const family = await startPictureFamily(t);
  const { token } = await family.addClient("01AA");
  await family.api("updateSchool", { token, body: { contact } });
  const browser = createBrowser(family.url);
  await logIn(browser, mother);
  await browser.send("/devices/remember", {});
  t.equal(timesIn(await browser.send("/pictures/code", { chosen: "" }), link), 1);
  await browser.send("/pictures/code", { chosen: "cat sun boat key", save: "yes" });
  await browser.send("/logout", {});
  t.equal(timesIn(await browser.open("/login"), link), 1, "the tiles");
  const child = family.pupilIdOf("Wimpie");
  t.equal(timesIn(await browser.send("/pictures", { child, chosen: "" }), link), 1);
  t.equal(timesIn(await browser.open("/login/password"), link), 0, "the form is for anybody");
});

t.test("the contact stands between parentheses, and cannot leave its attribute", async (t) => {
  const { html } = withContact("Ask\uE000 now <b>.", "a'&b@regenboog.example");
  t.equal(
    html,
    'Ask (<bdi dir="ltr" class="contact"><a href="mailto:a&#39;%26b@regenboog.example" rel="noreferrer">a&#39;&#38;b@regenboog.example</a></bdi>) now &#60;b&#62;.',
  );
  t.equal(withContact("Ask\uE000.", null).html, "Ask.");
});
