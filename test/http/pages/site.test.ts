// The web site when nothing fails, and rules for every page.
import t from "tap";
import { createBrowser } from "../../support/browser.ts";
import {
  father,
  logIn,
  makePassword,
  mother,
  password,
  startFamily,
} from "../../support/families/family.ts";
import { startTestService } from "../../support/service.ts";

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; form-action 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'";

t.test("from the mail to the logged-in child", async (t) => {
  const { url, linkOf, api, smtp } = await startFamily(t);

  await t.test(
    "neither a link nor its mail shows a parent the address of the other parent",
    async (t) => {
      for (const [email, other] of [
        [mother, father],
        [father, mother],
      ] as const) {
        const token = await linkOf("Wimpie", email);
        const { body, text } = await api("lookUpActivation", { body: { token } });
        t.equal(body.email, email);
        t.notOk(text.includes(other));
        for (const { html, text } of smtp.messagesTo(email))
          t.notOk(`${html} ${text}`.includes(other));
      }
    },
  );

  const stories = [
    {
      language: "nl-NL,nl;q=0.9,en;q=0.8",
      email: mother,
      make: "Maak een wachtwoord voor Wimpie",
      made: "Het wachtwoord voor Wimpie is gemaakt",
      hello: "Hallo Wimpie",
      loggedOut: "Thuis inloggen",
    },
    {
      language: "en",
      email: father,
      make: "Make a password for Wimpie",
      made: "The password for Wimpie is ready",
      hello: "Hello Wimpie",
      loggedOut: "Log in at home",
    },
  ];

  for (const { language, email, ...sentences } of stories) {
    await t.test(`a parent can activate and log in in ${language}`, async (t) => {
      const browser = createBrowser(url, language);
      const token = await linkOf("Wimpie", email);
      const other = email === mother ? father : mother;

      const make = await browser.send("/activate", { token });
      t.match(make.text, sentences.make);
      t.match(make.text, "School 01AA");
      t.match(make.html, `value="${email}"`);
      t.match(make.html, `<html lang="${language.slice(0, 2)}" dir="ltr">`);
      const made = await makePassword(browser, token);
      t.match(made.text, sentences.made);
      t.match(made.html, '<div class="title done"><img src="/assets/done.svg" alt=""');
      const home = await logIn(browser, email.toUpperCase());
      t.equal(home.path, "/");
      t.match(home.text, sentences.hello);
      t.match(home.text, "4A");
      for (const { html } of [make, made, home]) t.notOk(html.includes(other), "no other parent");
      const loggedOut = await browser.send("/logout", {});
      t.match(loggedOut.text, sentences.loggedOut);
      t.equal((await browser.open("/")).path, "/login");
    });
  }

  await t.test("a whole link can be pasted into the form", async (t) => {
    const link = `https://thuis.thuisinlog.example/activate#${await linkOf("Fatima", mother)} `;
    const page = await createBrowser(url).send("/activate", { token: link });
    t.match(page.text, "Maak een wachtwoord voor Fatima");
  });

  await t.test(
    "the password of a sibling is rejected with a hint, another one is accepted",
    async (t) => {
      const browser = createBrowser(url);
      const token = await linkOf("Fatima", mother);
      const refused = await makePassword(browser, token);
      t.equal(refused.status, 409);
      t.match(refused.text, "Een ander kind op dit e-mailadres heeft dit wachtwoord al.");
      t.match(refused.text, "Maak het wachtwoord anders: zet er");
      t.notMatch(refused.html, 'role="alert"');
      t.match(refused.text, "Maak een wachtwoord voor Fatima");
      t.equal((await makePassword(browser, token, "vrolijke fietstas")).status, 200);
      t.match((await logIn(browser, mother, "vrolijke fietstas")).text, "Hallo Fatima");
      t.match((await logIn(browser, mother)).text, "Hallo Wimpie", "the password decides");
    },
  );

  await t.test("a visitor that is logged in gets no login form", async (t) => {
    const browser = createBrowser(url);
    await logIn(browser, mother);
    for (const path of ["/login", "/login/password", "/login?language=nl"]) {
      t.equal((await browser.open(path)).path, "/", path);
    }
    await browser.send("/logout", {});
    t.equal((await browser.open("/login")).path, "/login");
  });

  await t.test("a session that ended elsewhere shows a message and gives no access", async (t) => {
    const browser = createBrowser(url);
    await logIn(browser, mother);
    const refreshToken = browser.cookies.get("__Host-session");
    t.equal((await browser.open("/")).status, 200, "looking spends nothing");
    await api("refreshHomeSession", { body: { refreshToken } });
    const ended = await browser.open("/");
    t.equal(ended.status, 401);
    t.match(ended.text, "U bent niet meer ingelogd. Log opnieuw in.");
    t.match(ended.html, '<a href="/login">');
    t.notOk(browser.cookies.has("__Host-session"));
  });

  await t.test(
    "the session cookie is Secure, HttpOnly, SameSite and bound to the host",
    async (t) => {
      const answer = await fetch(`${url}/login`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ email: father, password }),
      });
      const [cookie = ""] = answer.headers.getSetCookie();
      t.match(cookie, /^__Host-session=[\w.-]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    },
  );
});

t.test("every page", async (t) => {
  const { url } = await startTestService(t);
  const paths = ["/login", "/forgot", "/forgot/sent", "/activate", "/privacy", "/accessibility"];

  await t.test(
    "has no inline script or style, cannot be framed and sends no referrer",
    async (t) => {
      const browser = createBrowser(url);
      const refused = await logIn(browser, "", "");
      for (const page of [
        refused,
        ...(await Promise.all(paths.map((path) => browser.open(path)))),
      ]) {
        t.equal(page.headers.get("content-security-policy"), policy);
        t.equal(page.headers.get("referrer-policy"), "no-referrer");
        t.equal(page.headers.get("cache-control"), "no-store");
        t.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
        t.notMatch(page.html, /<style|<script>|\sstyle=|\son\w+=|javascript:/);
        t.equal(page.html.match(/<h1>/g)?.length, 1);
      }
    },
  );

  await t.test("labels every field, also for password managers", async (t) => {
    const browser = createBrowser(url);
    for (const page of await Promise.all(paths.map((path) => browser.open(path)))) {
      for (const [input, id] of page.html.matchAll(/<input id="(\w+)"[^>]*>/g)) {
        t.match(page.html, `<label for="${id}">`);
        t.match(input, "autocomplete=");
        t.notMatch(input, /maxlength|pattern=/);
      }
    }
    t.match((await browser.open("/login")).html, 'autocomplete="current-password"');
    t.match((await browser.open("/activate")).html, "<noscript>");
  });

  await t.test("is Dutch unless the browser or the visitor prefers English", async (t) => {
    t.match((await createBrowser(url, "de").open("/login")).html, '<html lang="nl" dir="ltr">');
    const browser = createBrowser(url, "nl");
    const page = await browser.open("/login");
    t.match(page.html, '<a href="/login?language=en" lang="en" hreflang="en">English</a>');
    t.match((await browser.open("/login?language=en")).html, '<html lang="en" dir="ltr">');
    t.match((await browser.open("/forgot")).html, '<html lang="en" dir="ltr">', "and remembers it");
    t.equal(browser.cookies.get("__Host-language"), "en");
    t.match((await browser.open("/login?language=xx")).html, '<html lang="en" dir="ltr">');
    t.match((await browser.open("/login?language=nl")).html, '<html lang="nl" dir="ltr">');
  });

  await t.test("loads its script, style and image from the service", async (t) => {
    const { html } = await createBrowser(url).open("/login");
    const addresses = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)];
    t.equal(new Set(addresses.map(([, path]) => path)).size, 3);
    for (const [, path = ""] of addresses) t.equal((await fetch(url + path)).status, 200, path);
    t.notMatch(html, /(?:src|href)="(?!\/|#)/, "and nothing from elsewhere");
  });
});
