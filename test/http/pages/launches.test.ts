// How a logged-in child gets from its page to the software of publishers.
import { createRemoteJWKSet, jwtVerify } from "jose";
import t from "tap";
import { createBrowser } from "../../support/browser.ts";
import { logIn, makePassword, mother, startFamily } from "../../support/family.ts";
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

t.test("a child whose school uses nothing at home is told so", async (t) => {
  const home = await logIn(browser, mother);
  t.match(home.text, "Hallo Wimpie");
  t.match(home.text, "Er is nu niets om thuis te openen; vraag het op school.");
});

t.test("a child has a button for each publisher that it may open, and for no other", async (t) => {
  await use(["zwijsen", "malmberg"]);
  const { html, text } = await browser.open("/");
  const keys = [...html.matchAll(/<button [^>]*name="publisher" value="([^"]+)"/g)];
  t.same(
    keys.map(([, key]) => key),
    ["malmberg", "zwijsen"],
  );
  t.match(text, "Wat wil je openen? Malmberg Zwijsen");
});

t.test("a launch brings the publisher a token by POST, which stands in no address", async (t) => {
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

t.test("forms of a launch go to the publisher alone, and those of our pages to us", async (t) => {
  const policyOf = async (page: ReturnType<typeof launch>) =>
    (await page).headers.get("content-security-policy");
  t.match(await policyOf(launch("malmberg")), / form-action https:\/\/malmberg\.example; /);
  t.match(await policyOf(browser.open("/")), / form-action 'self'; /);
});

t.test("what a child may not open at home is not there, whatever the reason", async (t) => {
  for (const publisher of ["noordhoff", "is-er-niet", ""]) {
    const page = await launch(publisher);
    t.equal(page.status, 404);
    t.match(page.text, "Wat u zoekt, staat hier niet.");
    t.match(page.html, '<a href="/">');
  }
});

t.test("another site opens no software for a child", async (t) => {
  const headers = { "Sec-Fetch-Site": "cross-site" };
  t.equal((await browser.send("/launch", { publisher: "malmberg" }, headers)).status, 403);
});

t.test("who is not logged in any more opens nothing", async (t) => {
  await browser.send("/logout", {});
  const page = await launch("malmberg");
  t.equal(page.status, 401);
  t.match(page.html, '<a href="/login">');
});
