// For the receiver of a mail about a child that is not theirs.
import { type Html, html } from "../../../formats/html.ts";
import type { ActivationLookup } from "../../../services/family/activations.ts";
import type { Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";

/** The option to decline, below the password form; leads to a confirmation. */
export function declineForm({ decline }: PageTexts, token: string): Html {
  return html`<form method="post" action="/activate/not-my-child">
<input type="hidden" name="token" value="${token}">
<button class="link">${decline.notMyChild}</button>
</form>`;
}

/** Asks for confirmation, because only the school can undo it. */
export function confirmDeclinePage(
  texts: PageTexts,
  token: string,
  { pupil, school }: ActivationLookup,
): Page {
  const { title, consequences, confirm, back } = texts.decline;
  const name = pupil.firstName ?? texts.decline.thisChild;
  return {
    title: title(name),
    schoolContact: school.contact,
    again: { path: "/activate/not-my-child", token },
    content: html`${consequences(name, school.name).map((line) => html`<p>${line}</p>\n`)}<form method="post" action="/activate/refusal">
<input type="hidden" name="token" value="${token}">
<button class="main">${confirm}</button>
</form>
<form method="post" action="/activate">
<input type="hidden" name="token" value="${token}">
<button class="link">${back}</button>
</form>`,
  };
}

export function declinedPage({ decline }: PageTexts, schoolContact: string | null): Page {
  const { title, lines } = decline.done;
  return {
    title,
    isDone: true,
    schoolContact,
    again: { path: "/login" },
    content: html`${lines.map((line) => html`<p>${line}</p>\n`)}`,
  };
}
