// The languages of the pages.
import t from "tap";
import { createBrowser } from "../../support/browser.ts";
import { startTestService } from "../../support/service.ts";

t.test("a language that the operator does not offer is not shown, asked for or kept", async (t) => {
  const { url } = await startTestService(t, { LANGUAGES: "en" });
  const browser = createBrowser(url, "nl");
  const page = await browser.open("/login?language=nl");
  t.match(page.html, '<html lang="en" dir="ltr">');
  t.notMatch(page.html, "hreflang");
  t.notOk(browser.cookies.has("__Host-language"));
  const unknown = await browser.open("/unknown?language=nl");
  t.match(unknown.html, '<html lang="en" dir="ltr">', "on a page that does not exist neither");
});

t.test("a browser that prefers no offered language gets the first", async (t) => {
  const { url } = await startTestService(t, { LANGUAGES: "en,nl" });
  t.match((await createBrowser(url, "fr").open("/login")).html, '<html lang="en" dir="ltr">');
  t.match(
    (await createBrowser(url, "fr, nl;q=0.5").open("/login")).html,
    '<html lang="nl" dir="ltr">',
  );
});
