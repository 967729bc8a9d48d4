// Response at an unknown path, to a browser and to a program.
import t from "tap";
import { createBrowser } from "../../support/browser.ts";
import { startTestService } from "../../support/service.ts";

const ofBrowsers = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

t.test("unknown paths", async (t) => {
  const { url } = await startTestService(t);

  await t.test("show a family a page with a next step", async (t) => {
    const page = await createBrowser(url).open("/inlogen");
    t.equal(page.status, 404);
    t.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    t.match(page.headers.get("content-security-policy"), "default-src 'none'; script-src 'self'");
    t.match(page.text, "Dat is niet gelukt Wat u zoekt, staat hier niet.");
    t.match(page.html, '<a href="/">Ga naar het begin</a>');
    const head = await createBrowser(url).open("/inlogen", { method: "HEAD" });
    t.match(head, { status: 404, html: "" });
  });

  await t.test("show the page in the other language too, which is remembered", async (t) => {
    const browser = createBrowser(url);
    const { html } = await browser.open("/inlogen");
    t.match(html, '<a href="?language=en" lang="en" hreflang="en">English</a>');
    t.match((await browser.open("/inlogen?language=en")).text, "What you are looking for is not");
    t.match((await browser.open("/login")).html, '<html lang="en" dir="ltr">');
  });

  await t.test("show a developer a page about problem types", async (t) => {
    for (const path of ["/problems/", "/problems/nope"]) {
      const page = await createBrowser(url).open(path);
      t.equal(page.status, 404, path);
      t.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
      t.match(page.html, "<title>No such problem type");
    }
  });

  await t.test("never redirect to another site", async (t) => {
    for (const path of ["//evil.example/", '/"><script>alert(1)</script>', "/%22%3E%3Cscript%3E"]) {
      const answer = await fetch(url + path, { headers: { Accept: ofBrowsers } });
      t.equal(answer.status, 404);
      t.notMatch(await answer.text(), /evil|<script>|%22/);
    }
  });

  await t.test("paths of forms show a page to a browser that opens them", async (t) => {
    for (const path of ["/logout", "/pictures", "/launch", "/activate/password"]) {
      const page = await createBrowser(url).open(path);
      t.equal(page.status, 405, path);
      t.equal(page.headers.get("allow"), "POST");
      t.match(page.text, "Deze pagina kan niet zo worden geopend. Begin opnieuw.");
    }
  });

  await t.test(
    "are a problem to programs, and to everyone under the paths of the API",
    async (t) => {
      const requests: [string, RequestInit, number][] = [
        ["/inlogen", {}, 404],
        ["/inlogen", { headers: { Accept: "application/json" } }, 404],
        ["/inlogen", { headers: { Accept: "*/*" } }, 404],
        ["/inlogen", { headers: { Accept: "image/avif,image/webp,*/*;q=0.8" } }, 404],
        ["/inlogen", { method: "POST", headers: { Accept: ofBrowsers } }, 404],
        ["/logout", {}, 405],
        ...["/v1", "/v1/nothing", "/.well-known/nothing", "/livez/"].map(
          (path): [string, RequestInit, number] => [path, { headers: { Accept: ofBrowsers } }, 404],
        ),
        ["/v1/activations", { headers: { Accept: ofBrowsers } }, 405],
      ];
      for (const [path, request, status] of requests) {
        const answer = await fetch(url + path, request);
        t.equal(answer.status, status, path);
        t.equal(answer.headers.get("content-type"), "application/problem+json");
        t.match(await answer.json(), { status, instance: path });
      }
    },
  );
});
