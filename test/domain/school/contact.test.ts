import fc from "fast-check";
import t from "tap";
import { contactLengthMax, contactLink, parseContact } from "../../../src/domain/school/contact.ts";

t.test("a contact is an e-mail address or an https URL, in one form", async (t) => {
  const stored = {
    " Info@Regenboog.example ": "Info@Regenboog.example",
    "HTTPS://Regenboog.example": "https://regenboog.example/",
    " https://regenboog.example/hulp?taal=nl ": "https://regenboog.example/hulp?taal=nl",
  };
  for (const [given, contact] of Object.entries(stored)) {
    t.equal(parseContact(given), contact);
    t.equal(parseContact(contact), contact, "the stored form stays the same");
  }
});

t.test("no other text is a contact", async (t) => {
  for (const text of [
    "",
    " ",
    "De Regenboog",
    "020 123 45 67",
    "tel:+31201234567",
    "http://regenboog.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "mailto:info@regenboog.example",
    "Info <info@regenboog.example>",
    "info@regenboog.example, directie@regenboog.example",
    "info@regenboog.example?bcc=all@evil.example",
    "https://info@regenboog.example",
    "https://:password@regenboog.example",
    "https://regenboog.example/#fragment",
    "info@regenboog.example\n",
    "info@regenboog.example\r\nBcc: all@evil.example",
    "https://regenboog.example/\u0000",
    "in\u202Efo@regenboog.example",
    "info@regenboog",
    `https://regenboog.example/${"a".repeat(contactLengthMax)}`,
    `https://regenboog.example/${"é".repeat(50)}`,
  ]) {
    t.equal(parseContact(text), undefined, JSON.stringify(text));
  }
});

t.test("a contact opens what it shows, and nothing else", async (t) => {
  const links = {
    "info@regenboog.example": {
      href: "mailto:info@regenboog.example",
      label: "info@regenboog.example",
    },
    "a?b&c%d@regenboog.example": {
      href: "mailto:a%3Fb%26c%25d@regenboog.example",
      label: "a?b&c%d@regenboog.example",
    },
    "https://regenboog.example/": {
      href: "https://regenboog.example/",
      label: "regenboog.example",
    },
    "https://regenboog.example/hulp/?taal=nl": {
      href: "https://regenboog.example/hulp/?taal=nl",
      label: "regenboog.example/hulp",
    },
    [`https://regenboog.example:8443/${"a".repeat(60)}`]: {
      href: `https://regenboog.example:8443/${"a".repeat(60)}`,
      label: "regenboog.example:8443",
    },
  };
  for (const [contact, link] of Object.entries(links)) {
    t.equal(parseContact(contact), contact);
    t.strictSame(contactLink(contact), link);
  }
});

t.test("every accepted contact is one short line without invisible characters", async () => {
  const texts = fc.oneof(
    fc.emailAddress(),
    fc.webUrl({ validSchemes: ["https", "http"], withQueryParameters: true }),
    fc.string({ unit: "binary" }).map((text) => `info${text}@regenboog.example`),
    fc.string({ unit: "binary" }).map((text) => `https://regenboog.example/${text}`),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const contact = parseContact(text);
      if (contact === undefined) return true;
      const { href } = contactLink(contact);
      return (
        contact.length <= contactLengthMax &&
        !/[\p{Cc}\p{Cf}\p{Co}\s<>"]/u.test(contact) &&
        /^(?:mailto:[^?&#\s]+@[^?&#\s]+|https:\/\/[^@\s]*(?:\/\S*)?)$/.test(href)
      );
    }),
  );
});
