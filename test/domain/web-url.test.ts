import t from "tap";
import { parseWebUrl } from "../../src/domain/web-url.ts";

t.test("an https URL gets the form of the URL Standard", async (t) => {
  const urls = {
    "https://moo.example": "https://moo.example/",
    "HTTPS://Moo.example:443/a b?c": "https://moo.example/a%20b?c",
    " https://moo.example/ ": "https://moo.example/",
  };
  for (const [given, url] of Object.entries(urls)) t.equal(parseWebUrl(given), url);
});

t.test("a URL that a family should not open is rejected", async (t) => {
  for (const text of [
    "",
    "moo.example",
    "http://moo.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://user@moo.example",
    "https://:password@moo.example",
    "https://moo.example/#fragment",
    "https://moo.example/a\nb",
    "https://moo.example/\u0000",
  ]) {
    t.equal(parseWebUrl(text), undefined, JSON.stringify(text));
  }
});
