// The layout of every web page for families.
import { directionOf, type PageLanguage } from "../../domain/language/page-language.ts";
import { type Html, html, keepWordsWhole } from "../../formats/html.ts";
import type { OfferedLanguages } from "./language.ts";
import { withContact } from "./school-contact.ts";
import { catalogue } from "./texts/catalogue.ts";
import type { PageTexts } from "./texts/texts.ts";

export interface Page {
  readonly title: string;
  /**
   * Whether the page shows a problem; the title then starts with it, because screen readers read
   * the title first.
   */
  readonly hasProblem?: boolean;
  /** Whether the page confirms a success: its title then begins with a tick. */
  readonly isDone?: boolean;
  /** The child that is logged in: its school above the title, with the button that logs out. */
  readonly child?: {
    readonly schoolName: string;
    readonly schoolContact: string | null;
    readonly groupName: string | null;
  };
  /** Contact of the school, if the family has proven to belong to it; that of `child` by default. */
  readonly schoolContact?: string | null;
  /** Path of the drawing beside the title. */
  readonly drawing?: string | null;
  readonly content: Html;
  /** The only other origin to which a form of the page submits. */
  readonly formsGoTo?: string;
  /** The URL of the same page in another language. */
  readonly again: Again;
}

export interface Again {
  readonly path: string;
  /** Sent by POST where the page needs it. */
  readonly token?: string;
}

export interface Frame {
  readonly languages: OfferedLanguages;
  /** Whether the page is the response to a form. */
  readonly answersForm: boolean;
}

/**
 * Renders the whole document, without inline scripts or styles and with resources of this origin
 * only. A response to a form states the URL that a browser opens on back or reload; its own URL
 * would make the browser submit the form again.
 */
export function documentOf(
  texts: PageTexts,
  page: Page,
  { languages, answersForm }: Frame,
): string {
  const title = page.hasProblem ? `${texts.problem}: ${page.title}` : page.title;
  return html`<!doctype html>
<html lang="${texts.locale}" dir="${directionOf(texts.locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} - Thuisinlog</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/page.css">
<script src="/assets/page.js" defer></script>
</head>
<body${page.child ? html` class="child"` : ""}${answersForm ? html` data-found-at="${foundAt(page.again)}"` : ""}>
<a class="skip" href="#content">${texts.skip}</a>
<header>
<span class="name"><img src="/assets/icon.svg" alt="" width="32" height="32">Thuisinlog</span>
<nav aria-label="${texts.languages}">${otherLanguages(texts.locale, languages, page.again)}</nav>
</header>
<main id="content" tabindex="-1">
${schoolOf(texts, page)}${titleOf(page)}
${keepWordsWhole(page.content, html`class="whole"`)}
</main>
<footer><p>${withContact(texts.footer, page.schoolContact ?? page.child?.schoolContact)}</p>
<p><a href="/privacy">${texts.notices.privacy.link}</a> · <a href="/accessibility">${texts.notices.accessibility.link}</a></p></footer>
</body>
</html>
`.html;
}

/** The same place on every page of a child that is logged in. */
function schoolOf({ home }: PageTexts, { child }: Page): Html | "" {
  if (!child) return "";
  const group = child.groupName === null ? "" : html`<br>\n<bdi>${child.groupName}</bdi>`;
  return html`<div class="school">
<p><strong><bdi>${child.schoolName}</bdi></strong>${group}</p>
<form method="post" action="/logout"><button>${home.logOut}</button></form>
</div>
`;
}

function titleOf({ title, drawing, isDone }: Page): Html {
  const heading = html`<h1>${title}</h1>`;
  if (isDone) {
    return html`<div class="title done"><img src="/assets/done.svg" alt="" width="56" height="56">${heading}</div>`;
  }
  if (!drawing) return heading;
  return html`<div class="title"><img src="${drawing}" alt="" width="96" height="96" class="drawing">${heading}</div>`;
}

/** The page of a link is opened with the link again, which its script keeps. */
function foundAt({ path, token }: Again): string {
  return token === undefined ? path : "/activate";
}

function otherLanguages(
  current: PageLanguage,
  languages: OfferedLanguages,
  { path, token }: Again,
): readonly Html[] {
  const others = languages.filter((language) => language !== current);
  return others.map((locale) => {
    const { language } = catalogue[locale];
    const address = `${path}?language=${locale}`;
    return token === undefined
      ? html`<a href="${address}" lang="${locale}" hreflang="${locale}">${language}</a>`
      : html`<form method="post" action="${address}">
<input type="hidden" name="token" value="${token}">
<button class="link" lang="${locale}">${language}</button>
</form>`;
  });
}
