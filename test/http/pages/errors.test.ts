// Error pages for families: each has a sentence and a next step.

import t from "tap";
import { openLinksMax } from "../../../src/domain/activation.ts";
import { createBrowser } from "../../support/browser.ts";
import {
  father,
  logIn,
  makePassword,
  mother,
  password,
  startFamily,
} from "../../support/families/family.ts";

t.test("error pages", async (t) => {
  const service = await startFamily(t);
  const { url, api, linkOf } = service;
  const browser = createBrowser(url);

  await t.test("opening a link does not use it up", async (t) => {
    const token = await linkOf("Wimpie", mother);
    for (const method of ["GET", "HEAD", "GET"]) {
      t.equal((await browser.open("/activate", { method })).status, 200);
    }
    await browser.send("/activate", { token });
    await browser.send("/activate", { token });
    t.equal((await api("lookUpActivation", { body: { token } })).status, 200);
  });

  await t.test(
    "a rejected password is explained once, at its field, and the link still works",
    async (t) => {
      const token = await linkOf("Wimpie", mother);
      const tooShort = await makePassword(browser, token, "kort");
      t.equal(tooShort.status, 400);
      t.match(tooShort.text, "Het is te kort: neem minstens 8 tekens");
      t.match(
        tooShort.html,
        /<input id="password"[^>]* minlength="8"[^>]* aria-invalid="true" autofocus/,
      );
      t.match(tooShort.html, "<title>Let op: ");
      t.equal(timesIn(tooShort.html, "Het is te kort"), 1);
      t.notMatch(tooShort.html, 'role="alert"', "no summary repeats it");
      const guessable = await makePassword(browser, token, "welkom123");
      t.equal(timesIn(guessable.html, 'class="error"'), 1, "one advice for one fact");
      t.match(guessable.text, "bijna alleen een naam");
      const both = await makePassword(browser, token, "wimpie");
      t.equal(timesIn(both.html, 'class="error"'), 2, "two advices for two facts");
      t.match((await makePassword(browser, token, "voetbal1")).text, "Veel mensen gebruiken");
      for (const name of ["wimpie", "moeder2026", "Thuisinlog1"]) {
        t.match((await makePassword(browser, token, name)).text, "bijna alleen een naam", name);
      }
      t.match((await makePassword(browser, token, "lang".repeat(40))).text, "hoogstens 128 tekens");
      t.notOk(tooShort.html.includes('value="kort"'), "no password comes back");
      t.equal((await makePassword(browser, token)).status, 200);
    },
  );

  await t.test("a used link leads calmly to the login, and to a new link", async (t) => {
    const [, token = ""] =
      /activate#(\S+)/.exec(`${service.smtp.messagesTo(father)[0]?.text}`) ?? [];
    await makePassword(browser, token);
    const used = await makePassword(browser, token);
    t.equal(used.status, 410);
    t.match(used.text, "is al een wachtwoord gemaakt.");
    t.match(used.html, "<title>Er is al een wachtwoord - ");
    t.notMatch(used.html, /class="problem"|Let op|niet gelukt/);
    t.match(
      used.html,
      /<a class="button main" href="\/login">Ga naar inloggen<\/a>.*\s.*<a href="\/forgot">/,
      "the login comes first",
    );
    t.match(used.html, '<form method="post" action="/activate?language=en">');
    const inEnglish = await createBrowser(url).send("/activate?language=en", { token });
    t.match(inEnglish.text, "A password has already been made");
  });

  await t.test("the page of an invalid link does not say why it is invalid", async (t) => {
    for (const token of ["", "geen link", "#", "a".repeat(5_000)]) {
      const page = await browser.send("/activate", { token });
      t.equal(page.status, 404);
      t.match(page.text, "We kennen deze link niet.");
    }
  });

  await t.test(
    "a request for new links gets the same page for a known and an unknown address",
    async (t) => {
      const old = await linkOf("Fatima", mother);
      const known = await browser.send("/forgot", { email: "Moeder@Home.nl" });
      const unknown = await browser.send("/forgot", { email: "niemand@home.nl" });
      t.equal(known.html, unknown.html);
      t.equal(known.path, "/forgot/sent");
      t.match(known.text, "Kijk in uw mail");
      for (let newer = 0; newer < openLinksMax; newer += 1) {
        service.advance(3600);
        await browser.send("/forgot", { email: mother });
        await service.dispatchAll();
      }
      t.equal(service.smtp.messagesTo("niemand@home.nl").length, 0);

      const replaced = await browser.send("/activate", { token: old });
      t.equal(replaced.status, 410);
      t.match(replaced.text, "Er is een nieuwere mail met een nieuwe link");
      const reset = await browser.send("/activate", { token: await linkOf("Wimpie", mother) });
      t.match(reset.text, "Maak een nieuw wachtwoord voor Wimpie");
    },
  );

  await t.test("an invalid address is reported at its field, which keeps the input", async (t) => {
    const page = await browser.send("/forgot", { email: 'moeder"<at>home' });
    t.equal(page.status, 400);
    t.match(page.text, "Vul een e-mailadres in, zoals naam@voorbeeld.nl.");
    t.match(page.html, 'value="moeder&#34;&#60;at&#62;home"');
    t.match(page.html, "<title>Let op: ");
    t.equal(timesIn(page.text, "Vul een e-mailadres in"), 1);
    t.match(page.html, /<input id="email"[^>]* autofocus/);
  });

  await t.test("an expired link leads to a new link", async (t) => {
    const token = await linkOf("Fatima", mother);
    service.advance(20 * 24 * 3600);
    const page = await browser.send("/activate", { token });
    t.equal(page.status, 410);
    t.match(page.text, "Deze link is verlopen. Vraag hier een nieuwe link aan");
    t.match(page.html, '<a href="/forgot">');
  });

  await t.test("a wrong password and an unknown address get the same words", async (t) => {
    const wrong = await logIn(browser, mother, "verkeerd woord");
    const unknown = await logIn(browser, "niemand@home.nl", "verkeerd woord");
    t.equal(wrong.status, 401);
    t.match(wrong.text, "Het e-mailadres en het wachtwoord horen niet bij elkaar.");
    t.equal(wrong.html.replace(mother, "niemand@home.nl"), unknown.html);
    t.notOk(browser.cookies.has("__Host-session"));
  });

  await t.test("a throttled visitor reads how long to wait", async (t) => {
    for (let failures = 0; failures < 6; failures++) {
      await logIn(browser, "drie@home.nl", "verkeerd woord");
    }
    const page = await logIn(browser, "drie@home.nl", "verkeerd woord");
    t.equal(page.status, 429);
    t.ok(Number(page.headers.get("retry-after")) > 0);
    t.match(page.text, /te vaak achter elkaar geprobeerd\. Probeer het over \d+ second/);
  });

  await t.test("a form that another site submits has no effect", async (t) => {
    const foreign = [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { "Sec-Fetch-Site": "cross-site", Origin: url },
    ];
    for (const headers of foreign) {
      for (const path of ["/login", "/logout", "/forgot", "/activate", "/activate/password"]) {
        const form = { email: mother, password, token: "of a link" };
        t.equal((await browser.send(path, form, headers)).status, 403, path);
      }
    }
    const post = (origin: string) =>
      fetch(`${url}/logout`, {
        method: "POST",
        headers: { Origin: origin },
        redirect: "manual",
      });
    t.equal((await post("https://evil.example")).status, 403, "in an old browser");
    t.equal((await post(url)).status, 303);
    t.equal((await post("null")).status, 303, "our own pages, where they send no referrer");
  });

  await t.test("a body that is not a form is rejected with a page", async (t) => {
    const answer = await browser.open("/login", {
      method: "POST",
      body: "{}",
      headers: { "Content-Type": "application/json" },
    });
    t.equal(answer.status, 415);
    t.match(answer.text, "Uw browser stuurde het formulier in een vorm die we niet kennen.");
    t.equal((await browser.open("/login", { method: "DELETE" })).status, 405);
  });

  await t.test("no log line contains an address, a token or a password", async (t) => {
    const log = service.logLines.join("");
    t.match(log, '"route":"/activate/password"');
    for (const secret of ["home.nl", "fietsbel", "verkeerd"]) t.notOk(log.includes(secret), secret);
  });
});

function timesIn(html: string, words: string): number {
  return html.split(words).length - 1;
}

t.test("links of a school with a network environment lead there and stay usable", async (t) => {
  const { url, api, linkOf, addClient } = await startFamily(t);
  const browser = createBrowser(url);
  const { token: coordinator } = await addClient("01AA");
  const update = (body: object) => api("updateSchool", { token: coordinator, body });
  const token = await linkOf("Wimpie", mother);

  await update({ networkEnvironment: "MOO" });
  const named = await browser.send("/activate", { token });
  t.equal(named.status, 409);
  t.match(named.text, "De kinderen van deze school loggen thuis op een andere plek in.");
  t.match(named.text, "Log in via MOO");
  for (const networkEnvironmentUrl of [
    "http://moo.example/",
    "javascript:alert(1)",
    "moo",
    "https://",
    "https://moo.example/\u0000",
    "https://moo.example/\n",
    "https://user@moo.example/",
  ]) {
    t.equal((await update({ networkEnvironmentUrl })).status, 400, networkEnvironmentUrl);
  }
  await update({ networkEnvironmentUrl: "https://school.example/moo" });
  const led = await makePassword(browser, token);
  t.equal(led.status, 409);
  t.match(led.html, '<a href="https://school.example/moo">Log in via MOO</a>');
  const { body } = await api("lookUpActivation", { body: { token } });
  const elsewhere = { name: "MOO", url: "https://school.example/moo" };
  t.match(body, { type: /network-environment$/, elsewhere });

  await update({ homeLoginBesideNetworkEnvironment: true });
  t.equal((await makePassword(browser, token)).status, 200);
});
