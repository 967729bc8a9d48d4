// Mails as families read them, text and layout. After a reviewed change of a mail, write new snapshots with
// `LETTERS=write npm test -- test/mail/snapshots.test.ts`.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import t from "tap";
import type { Locale } from "../../src/domain/language/locale.ts";
import { type MailChild, type MailContent, renderMail } from "../../src/mail/render.ts";

const folder = new URL("snapshots/", import.meta.url);
const isWriting = process.env["LETTERS"] === "write";

const wimpie: MailChild = {
  firstName: "Wimpie",
  schoolName: "Basisschool De Regenboog",
  schoolContact: "info@regenboog.example",
  purpose: "activation",
  url: "https://thuis.example/activate#of-wimpie",
  expiresAt: new Date("2026-03-14T14:30:00Z"),
  isFromLetter: false,
};
const fatima: MailChild = {
  firstName: "Fatima",
  schoolName: "De Wegwijzer",
  schoolContact: null,
  purpose: "password-reset",
  url: "https://thuis.example/activate#of-fatima",
  expiresAt: new Date("2026-07-14T14:30:00Z"),
  isFromLetter: false,
};
const notice = {
  kind: "password-notice",
  firstName: "Wimpie",
  schoolName: "Basisschool De Regenboog",
  schoolContact: "https://regenboog.example/contact",
  loginUrl: "https://thuis.example/",
  forgotUrl: "https://thuis.example/forgot",
  changedAt: new Date("2026-07-14T14:30:00Z"),
  use: "activation",
} as const;

/** The first mail names the pages about privacy and accessibility. */
const noticesOf = (kind: string) =>
  kind === "activation" && {
    noticeUrls: {
      privacy: "https://thuis.example/privacy",
      accessibility: "https://thuis.example/accessibility",
    },
  };

/** Mails about one child in Dutch and about two in English; each mail has both languages. */
const letters: Readonly<Record<string, MailContent>> = {
  "password-notice-nl": { ...notice, locale: "nl" },
  "password-notice-en": { ...notice, locale: "en", use: "password-reset" },
  "activation-letter-nl": invitationByLetter("nl", [{ ...wimpie, isFromLetter: true }]),
  "activation-letter-en": invitationByLetter("en", [fatima, { ...wimpie, isFromLetter: true }]),
  ...Object.fromEntries(
    (["activation", "links", "reminder", "address-removed", "address-added"] as const).flatMap(
      (kind) => [
        [`${kind}-nl`, { kind, locale: "nl", children: [wimpie], ...noticesOf(kind) }],
        [`${kind}-en`, { kind, locale: "en", children: [fatima, wimpie], ...noticesOf(kind) }],
      ],
    ),
  ),
};

function invitationByLetter(locale: Locale, children: readonly MailChild[]): MailContent {
  const kind = "activation";
  return { kind, locale, children, ...noticesOf(kind) };
}

function kept(name: string, letter: string): string {
  const file = new URL(name, folder);
  if (isWriting) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, letter);
  }
  return readFileSync(file, "utf8");
}

t.test("every mail equals its reviewed snapshot", async (t) => {
  for (const [name, content] of Object.entries(letters)) {
    const { subject, text, html } = renderMail(content);
    const plain = `${subject}\n\n${text}`;
    t.equal(plain, kept(`${name}.txt`, plain), name);
    t.equal(html, kept(`${name}.html`, html), `${name} as HTML`);
  }
});
