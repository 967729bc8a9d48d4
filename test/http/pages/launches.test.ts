// Launches of publishers' software from the page of a logged-in child.
import { createRemoteJWKSet, jwtVerify } from "jose";
import t from "tap";
import { createBrowser } from "../../support/browser.ts";
import { logIn, makePassword, mother, startFamily } from "../../support/families/family.ts";
import { publicUrl } from "../../support/service.ts";

const service = await startFamily(t);
const { url, api, clock } = service;
const { token: coordinator } = await service.addClient("01AA");
const browser = createBrowser(url);
await makePassword(browser, await service.linkOf("Wimpie", mother));

const use = (publishers: readonly string[]) =>
  api("updateSchool", {
    token: coordinator,
    body: { publishers },
    headers: { "Content-Type": "application/merge-patch+json" },
  });
const launch = (publisher: string) => browser.send("/launch", { publisher });

t.test("a child of a school without software at home reads that there is none", async (t) => {
  const home = await logIn(browser, mother);
  t.match(home.text, "Hallo Wimpie");
  t.match(home.text, "Er is nu niets om thuis te openen; vraag het op school.");
});

t.test("a child has a button for exactly the publishers that it may open", async (t) => {
  await use(["zwijsen", "malmberg"]);
  const { html, text } = await browser.open("/");
  const keys = [...html.matchAll(/<button [^>]*name="publisher" value="([^"]+)"/g)];
  t.strictSame(
    keys.map(([, key]) => key),
    ["malmberg", "zwijsen"],
  );
  t.match(text, "Wat wil je openen?");
  const names = [...html.matchAll(/<\/span><span>([^<]+)<\/span><\/span><\/button>/g)];
  t.strictSame(
    names.map(([, name]) => name),
    ["Malmberg", "Zwijsen"],
  );
  t.match(html, /<span class="mark shape-\d colour-\d" aria-hidden="true">M<\/span>/);
  t.notMatch(html, /<img[^>]*(?:malmberg|zwijsen)/, "no logo of others");
});

t.test("the page of a child shows its drawing, its school and one button to log out", async (t) => {
  const { html } = await browser.open("/");
  t.match(
    html,
    /<div class="school">\s*<p><strong>(?:<bdi>)?School 01AA(?:<\/bdi>)?<\/strong><br>\s*(?:<bdi>)?4A(?:<\/bdi>)?<\/p>/,
  );
  for (const page of [html, (await launch("malmberg")).html]) {
    t.equal(page.match(/action="\/logout"/g)?.length, 1);
    t.match(
      page,
      /<main[^>]*>\s*<div class="school">[\s\S]*?action="\/logout"[\s\S]*?<h1>/,
      "at the top",
    );
  }
});

t.test("a launch posts a token to the publisher, and no URL contains it", async (t) => {
  const page = await launch("malmberg");
  t.equal(page.status, 200);
  t.match(page.text, "Je gaat naar Malmberg");
  const [, action] = /<form method="post" action="([^"]+)" id="launch">/.exec(page.html) ?? [];
  t.equal(action, "https://malmberg.example/launch");
  const [, token = ""] = /name="token" value="([^"]+)"/.exec(page.html) ?? [];
  const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", url));
  const check = { issuer: publicUrl, audience: "malmberg", currentDate: clock.now() };
  t.match((await jwtVerify(token, keys, check)).payload, { aud: "malmberg" });
  t.notMatch(page.html, new RegExp(`(?:href|action|src)="[^"]*${token}`));
  t.notOk(service.logLines.join("").includes(token));
});

t.test(
  "the launch form may go only to its publisher, other forms only to the service",
  async (t) => {
    const policyOf = async (page: ReturnType<typeof launch>) =>
      (await page).headers.get("content-security-policy");
    t.match(await policyOf(launch("malmberg")), / form-action https:\/\/malmberg\.example; /);
    t.match(await policyOf(browser.open("/")), / form-action 'self'; /);
  },
);

t.test("software that a child may not open at home answers 404, whatever the reason", async (t) => {
  for (const publisher of ["noordhoff", "is-er-niet", ""]) {
    const page = await launch(publisher);
    t.equal(page.status, 404);
    t.match(page.text, "Wat u zoekt, staat hier niet.");
    t.match(page.html, '<a href="/">');
  }
});

t.test("another site cannot launch software for a child", async (t) => {
  const headers = { "Sec-Fetch-Site": "cross-site" };
  t.equal((await browser.send("/launch", { publisher: "malmberg" }, headers)).status, 403);
});

t.test("a child that is logged out cannot launch software", async (t) => {
  await browser.send("/logout", {});
  const page = await launch("malmberg");
  t.equal(page.status, 401);
  t.match(page.html, '<a href="/login">');
});
