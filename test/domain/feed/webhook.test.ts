import t from "tap";
import { targetErrors } from "../../../src/domain/feed/webhook.ts";

const detailOf = (url: string, isLoopbackAllowed = false) =>
  targetErrors(url, { isLoopbackAllowed })[0]?.detail;

t.test("a target is an https URL with a host name", async (t) => {
  t.equal(detailOf("https://portal.example/hook?tenant=1"), undefined);
  t.equal(detailOf("https://portal.example:8443/"), undefined);
  for (const url of [
    "http://portal.example/",
    "http://127.0.0.1/",
    "ftp://portal.example/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://user:password@portal.example/",
    "https://portal.example/#part",
    `https://portal.example/${"a".repeat(2_000)}`,
    "portal.example",
    "",
  ]) {
    t.type(detailOf(url), "string", url);
  }
});

t.test("only the own machine may be without encryption, and only in a test", async (t) => {
  t.equal(detailOf("http://127.0.0.1:8080/", true), undefined);
  t.type(detailOf("http://10.0.0.1/", true), "string");
  t.type(detailOf("http://localhost/", true), "string");
});
