import t from "tap";
import { parseSmtpUrl } from "../../../src/domain/mail/smtp-url.ts";

t.test("a URL with a user requires authentication", async (t) => {
  const plain = "smtp://relay.example:587?requireTLS=true&name=mail.example";
  t.strictSame(parseSmtpUrl(plain), { url: plain });
  const withUser = "smtps://app:s%40cret@relay.example";
  t.strictSame(parseSmtpUrl(withUser), { url: withUser, forceAuth: true });
});

t.test("another URL or parameter is rejected, and the error has no value of it", async (t) => {
  for (const text of [
    "",
    "geheim",
    "http://geheim.example",
    "smtp://",
    "smtp:geheim",
    "smtp://app:geheim@relay.example?pool=true",
    "smtp://app:geheim@relay.example?requireTLS=true&requiretls=geheim",
  ]) {
    t.throws(() => parseSmtpUrl(text), { message: /^(?:must|has)(?!.*geheim)/ }, text);
  }
});
