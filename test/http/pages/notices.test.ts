// The pages about privacy and accessibility.
import t from "tap";
import { createBrowser } from "../../support/browser.ts";
import { logIn, makePassword, mother, startFamily } from "../../support/families/family.ts";
import { startTestService } from "../../support/service.ts";

t.test("/privacy names the periods of the settings and the operator", async (t) => {
  const { url } = await startTestService(t, {
    ACTIVATION_LINK_LIFETIME_SECONDS: "432000",
    PASSWORD_RESET_LINK_LIFETIME_SECONDS: "7200",
    HOME_SESSION_LIFETIME_SECONDS: "259200",
    AUDIT_RETENTION_DAYS: "365",
    OPERATOR_NAME: "Stichting Voorbeeld",
    OPERATOR_CONTACT: "https://voorbeeld.example/hulp",
  });
  const dutch = await createBrowser(url).open("/privacy");
  t.equal(dutch.status, 200);
  for (const text of [
    "een eerste mail werkt 5 dagen",
    "nieuw wachtwoord werkt 2 uur",
    "hoogstens 3 dagen",
    "180 dagen na het laatste gebruik",
    "Na 30 dagen wissen we alles",
    "door wie: 365 dagen",
    "verzorgd door Stichting Voorbeeld.",
  ]) {
    t.match(dutch.text, text);
  }
  t.match(dutch.html, '<a href="https://voorbeeld.example/hulp" rel="noreferrer">');
  const english = await createBrowser(url, "en").open("/privacy");
  t.match(english.text, "a first mail works for 5 days");
  t.match((await createBrowser(url).open("/accessibility")).html, "https://voorbeeld.example/hulp");
});

t.test("without the operator's details the notices have no empty place for them", async (t) => {
  const { url } = await startTestService(t);
  for (const path of ["/privacy", "/accessibility"]) {
    const page = await createBrowser(url).open(path);
    t.equal(page.status, 200);
    t.notMatch(page.html, /undefined|verzorgd door|Neem contact op met Thuisinlog/);
  }
});

t.test("every page links to both notices", async (t) => {
  const { url } = await startTestService(t);
  for (const path of ["/login", "/forgot", "/activate", "/unknown"]) {
    const { html } = await createBrowser(url).open(path);
    t.match(html, '<a href="/privacy">Uw gegevens</a>', path);
    t.match(html, '<a href="/accessibility">Toegankelijkheid</a>', path);
  }
});

t.test("the first mail links to both notices, later mails do not", async (t) => {
  const { smtp, api, dispatchAll, url } = await startFamily(t);
  const textTo = () => `${smtp.messagesTo(mother).at(-1)?.text}`;
  for (const path of ["/privacy", "/accessibility"]) t.match(textTo(), `${path}\n`);
  const [, link = ""] = /^(https?:.*)\/privacy$/m.exec(textTo()) ?? [];
  t.ok(textTo().includes(`${link}/activate#`), "of the families' own site");
  await makePassword(createBrowser(url), /activate#(\S+)/.exec(textTo())?.[1] ?? "");
  await api("requestLinks", { body: { email: mother } });
  await dispatchAll();
  t.notMatch(textTo(), /\/privacy|\/accessibility/);
});

t.test("/privacy shows a child what its publishers receive, and nobody else", async (t) => {
  const service = await startFamily(t);
  const { token } = await service.addClient("01AA");
  const use = (publishers: readonly string[]) =>
    service.api("updateSchool", {
      token,
      body: { publishers },
      headers: { "Content-Type": "application/merge-patch+json" },
    });
  await service.useCases.publishers.set("malmberg", { needs: ["first-name", "eck-id", "school"] });
  await service.useCases.publishers.set("zwijsen", { needs: [] });
  await use(["malmberg", "zwijsen"]);

  const browser = createBrowser(service.url);
  t.match((await browser.open("/privacy")).text, "Log in om te zien wat elke maker");
  await makePassword(browser, await service.linkOf("Wimpie", mother));
  await logIn(browser, mother);
  const { text } = await browser.open("/privacy");
  t.match(
    text,
    "Malmberg een eigen nummer, de voornaam, het ECK iD en de school Zwijsen een eigen nummer",
  );
  t.notMatch(text, "Log in om te zien wat elke maker");
  await use([]);
  t.match((await browser.open("/privacy")).text, "voor Wimpie geen leersoftware aangezet");
  await browser.send("/logout", {});
  t.match((await browser.open("/privacy")).text, "Log in om te zien wat elke maker");
});

t.test("/privacy is shown as to a stranger when the session has ended elsewhere", async (t) => {
  const { url } = await startTestService(t);
  const browser = createBrowser(url);
  const page = await browser.open("/privacy", { headers: { Cookie: "__Host-session=no.session" } });
  t.equal(page.status, 200);
  t.match(page.text, "Log in om te zien wat elke maker");
});
