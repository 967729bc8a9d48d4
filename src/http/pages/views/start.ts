import { type Html, html, replaceIn } from "../../../formats/html.ts";
import type { PageProblem } from "../errors.ts";
import { field, problemSummary } from "../form.ts";
import type { Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";

interface Typed {
  readonly code: string;
  readonly email: string;
}

const nothing: Typed = { code: "", email: "" };

/**
 * The target of the QR code of a letter. The code is the fragment, which browsers never send: a
 * script copies it to its field. Without scripts the parent types it. The page is the same for every
 * code.
 */
export function startPage(
  texts: PageTexts,
  { code, email }: Typed = nothing,
  problem?: PageProblem,
): Page {
  const { title, intro, submit } = texts.start;
  const codeAttributes = html`type="text" autocomplete="off" autocapitalize="characters" spellcheck="false" dir="ltr" value="${code}"`;
  const emailAttributes = html`type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" dir="ltr" value="${email}"`;
  return {
    title,
    hasProblem: problem !== undefined,
    again: { path: "/start" },
    content: html`${problemSummary(problem, texts)}<p>${intro}</p>
<form method="post" action="/start">
${field({ name: "code", label: texts.start.code, hint: texts.start.codeHint, attributes: codeAttributes }, problem)}${field({ name: "email", label: texts.email, hint: texts.start.emailHint, attributes: emailAttributes }, problem)}<button class="main">${submit}</button>
</form>`,
  };
}

/** Asks the parent to look again, before a mail leaves to the mailbox of a stranger. */
export function mistypedPage(texts: PageTexts, { code, email }: Typed, suggestion: string): Page {
  const { title, typed, meant, correct, keep, back } = texts.start.mistyped;
  return {
    title,
    again: { path: "/start" },
    content: html`<p>${withWholeDomain(typed(email))}</p>
<p>${withWholeDomain(meant(suggestion))}</p>
<form method="post" action="/start">
<input type="hidden" id="code" name="code" value="${code}">
<input type="hidden" name="sure" value="yes">
<button class="main" name="email" value="${suggestion}">${withWholeDomain(correct(suggestion))}</button>
<button class="link" name="email" value="${email}">${withWholeDomain(keep(email))}</button>
</form>
<p><a href="/start">${back}</a></p>`,
  };
}

/** A long address may break before its `@`, so that the domain, which has the typing error, stays whole. */
function withWholeDomain(text: string): Html {
  return replaceIn(text, "@", html`<wbr>@`);
}

/** The same for every code and address. */
export function proposedPage(texts: PageTexts): Page {
  const { title, lines, again } = texts.start.sent;
  return {
    title,
    again: { path: "/start/sent" },
    content: html`${lines.map((line) => html`<p>${line}</p>\n`)}<p><a href="/start">${again}</a></p>`,
  };
}
