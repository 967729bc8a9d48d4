import { directionOf } from "../../domain/language/page-language.ts";
import { contactLink, contactPlace } from "../../domain/school/contact.ts";
import { type Html, html, keepWordsWhole, replaceIn } from "../../formats/html.ts";
import {
  type Action,
  type Block,
  contactsFor,
  type LanguageLink,
  type LinkLine,
  type NamedContact,
  type Section,
} from "./document.ts";

// Inline styles, because Gmail and Outlook drop most of a style sheet. The classes are for clients
// that read one, to change the colours in dark mode. Every contrast ratio is at least 4.5 : 1.
export const palettes = {
  light: {
    page: "#eef1f4",
    card: "#ffffff",
    child: "#f3f6f9",
    text: "#1c2733",
    muted: "#4c5a69",
    link: "#0b57a4",
    button: "#0b57a4",
    onButton: "#ffffff",
  },
  dark: {
    page: "#11161b",
    card: "#1b2229",
    child: "#252e37",
    text: "#e8edf2",
    muted: "#aeb9c5",
    link: "#8fc4ff",
    button: "#8fc4ff",
    onButton: "#0c1d30",
  },
} as const;

const { light, dark } = palettes;

const styleSheet = html`
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background-color: ${dark.page} !important; }
  .card { background-color: ${dark.card} !important; }
  .child { background-color: ${dark.child} !important; }
  .text { color: ${dark.text} !important; }
  .muted { color: ${dark.muted} !important; }
  .link { color: ${dark.link} !important; }
  .button { background-color: ${dark.button} !important; color: ${dark.onButton} !important; }
}`;

const font = "font-family:Arial,Helvetica,sans-serif";
const text = `${font};font-size:16px;line-height:24px;color:${light.text};overflow-wrap:anywhere`;
const small = `${font};font-size:13px;line-height:19px;color:${light.muted};overflow-wrap:anywhere`;

/**
 * Renders the sections as an HTML document for mail clients: tables and inline styles, light and
 * dark, no external resources. Every string is escaped; see `html`. `preview` is a hidden line, which
 * an inbox shows beside the subject; without it an inbox shows the first lines of the mail.
 */
export function htmlDocument(
  subject: string,
  sections: readonly [Section, ...Section[]],
  preview: string | undefined,
): string {
  const [{ locale }] = sections;
  return html`<!doctype html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${subject}</title>
<style>${styleSheet}</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:${light.page}">
${preview === undefined ? "" : hidden(preview)}<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${light.page}" style="background-color:${light.page}"><tr><td align="center" style="padding:16px 8px">
<!--[if mso]><table role="presentation" width="560" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${light.card}" style="max-width:560px;background-color:${light.card}">
${sections.map(sectionRow)}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`.html;
}

function hidden(preview: string): Html {
  const line = html`<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${preview}</div>\n`;
  return keepWordsWhole(line, html`style="white-space:nowrap"`);
}

function sectionRow(section: Section, index: number): Html {
  const gap = html`<tr><td class="page" bgcolor="${light.page}" height="16" style="background-color:${light.page};font-size:0;line-height:16px">&nbsp;</td></tr>\n`;
  const blocks = section.blocks.map((block) =>
    blockHtml(block, contactsFor(block, section.contacts)),
  );
  const row = html`${index === 0 ? "" : gap}<tr><td lang="${section.locale}" align="left" style="padding:16px 16px 24px">
<h1 class="text" style="margin:0 0 16px;${font};font-size:24px;line-height:30px;color:${light.text}">${section.title}</h1>
${blocks}</td></tr>
`;
  return keepWordsWhole(row, html`style="white-space:nowrap"`);
}

function blockHtml(block: Block, contacts: readonly NamedContact[]): Html {
  switch (block.kind) {
    case "paragraph":
      return html`<p class="text" style="margin:0 0 16px;${text}">${withContacts(block.text, contacts)}</p>\n`;
    case "note":
      return html`<p lang="${block.locale}" class="muted" style="margin:0 0 16px;${small}">${block.text}</p>\n`;
    case "small":
      return html`<p class="muted" style="margin:12px 0 0;${small}">${withContacts(block.text, contacts)}</p>\n`;
    case "list":
      return html`<h2 class="text" style="margin:16px 0 8px;${font};font-size:18px;line-height:24px;color:${light.text}">${block.title}</h2>
<ul style="margin:0;padding:0 0 0 20px">
${block.items.map((item) => html`<li class="text" style="margin:0 0 4px;${text}">${withContacts(item, contacts)}</li>\n`)}</ul>
`;
    case "links":
      return linkLineHtml(block);
    case "action":
      return actionHtml(block);
  }
}

function withContacts(words: string, contacts: readonly NamedContact[]): Html {
  const links = contacts.map(({ schoolName, contact }, index) => {
    const { href, label } = contactLink(contact);
    const name = schoolName === undefined ? "" : `${schoolName}: `;
    return html`${index === 0 ? "" : "; "}${name}<a class="link" href="${href}" target="_blank" dir="ltr" style="color:${light.link}">${label}</a>`;
  });
  return replaceIn(words, contactPlace, links.length === 0 ? "" : html` (${links})`);
}

function actionHtml({ child, label, url, note, inLanguages = [] }: Action): Html {
  const name = child
    ? html`<div class="text" style="${text};padding-bottom:8px"><b style="font-size:18px">${child.firstName}</b> <span class="muted" style="font-size:14px;color:${light.muted}">${child.schoolName}</span></div>
`
    : "";
  const until = note
    ? html`<div class="text" style="${text};font-size:14px;line-height:20px">${note}</div>\n`
    : "";
  return html`<table role="presentation" class="child" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${light.child}" style="margin:0 0 12px;background-color:${light.child};border-radius:8px"><tr><td style="padding:12px 16px">
${name}<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 12px"><tr><td class="button" align="center" bgcolor="${light.button}" style="background-color:${light.button};border-radius:6px;mso-padding-alt:11px 20px"><a class="button" href="${url}" target="_blank" style="display:inline-block;padding:11px 20px;border-radius:6px;background-color:${light.button};${font};font-size:16px;line-height:22px;font-weight:bold;color:${light.onButton};text-decoration:none;overflow-wrap:anywhere;text-wrap:balance">${label}</a></td></tr></table>
${until}<div style="${small};font-size:12px;word-break:break-all"><a class="link" href="${url}" target="_blank" style="color:${light.link}">${pageOf(url)}</a></div>
${languageRow(inLanguages)}</td></tr></table>
`;
}

/** Shows where a link leads, without the token: families copy the link, not its text. */
function pageOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function linkLineHtml({ links }: LinkLine): Html {
  const items = links.map(
    ({ label, url }, index) =>
      html`${index === 0 ? "" : " · "}<a class="link" href="${url}" target="_blank" style="color:${light.link}">${label}</a>`,
  );
  return html`<p class="muted" style="margin:4px 0 0;${small}">${items}</p>\n`;
}

/** One line with the names of the languages, each a link. */
function languageRow(links: readonly LanguageLink[]): Html | "" {
  if (links.length === 0) return "";
  const items = links.map(
    ({ language, name, url }, index) =>
      html`${index === 0 ? "" : " · "}<a class="link" href="${url}" target="_blank" lang="${language}" dir="${directionOf(language)}" style="color:${light.link}">${name}</a>`,
  );
  return html`<div class="text" style="${text};font-size:14px;padding-top:12px">${items}</div>\n`;
}
