import { type Html, html } from "../../../formats/html.ts";
import type { Activation, ActivationLookup } from "../../../services/family/activations.ts";
import type { PageProblem } from "../errors.ts";
import { field, passwordField, problemSummary } from "../form.ts";
import type { Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";
import { declineForm } from "./declines.ts";
import { loginForm } from "./login.ts";

/**
 * The target of the link in a mail. Its token is the fragment, which browsers never send. A
 * script submits it in the form; without scripts the parent pastes the link.
 */
export function linkPage(texts: PageTexts, problem?: PageProblem): Page {
  const { title, wait, noScript, noLink, link: label, linkHint: hint, go } = texts.activate;
  const attributes = html`type="text" autocomplete="off" autocapitalize="none" spellcheck="false"`;
  return {
    title,
    hasProblem: problem !== undefined,
    again: { path: "/activate" },
    content: html`${problemSummary(problem, texts)}<p id="wait" role="status" hidden>${wait}</p>
<form method="post" action="/activate" id="open-link">
<noscript><p>${noScript}</p></noscript>
<p>${noLink}</p>
${field({ name: "token", label, hint, attributes }, problem)}<button class="main">${go}</button>
<p><a href="/forgot">${texts.nextStep["/forgot"]}</a></p>
</form>`,
  };
}

export interface OpenLink {
  readonly token: string;
  readonly lookup: ActivationLookup;
  readonly passwordLengthMin: number;
}

/** Shows what the link is for, and the form for the password. */
export function makePasswordPage(
  texts: PageTexts,
  { token, lookup, passwordLengthMin }: OpenLink,
  problem?: PageProblem,
): Page {
  const { makePassword: words, moment } = texts;
  const { purpose, pupil, school, email, expiresAt } = lookup;
  return {
    title: words.title[purpose](pupil.firstName ?? texts.child),
    hasProblem: problem !== undefined,
    schoolContact: school.contact,
    again: { path: "/activate", token },
    content: html`${problemSummary(problem, texts)}<form method="post" action="/activate/password">
<input type="hidden" name="token" value="${token}">
<dl><dt>${words.school}</dt><dd>${school.name}</dd></dl>
<label for="email">${words.userName}</label>
<input id="email" name="email" type="text" autocomplete="username" value="${email}" readonly>
<h2 id="policy">${words.policy}</h2>
<ul>
${words.rules(passwordLengthMin).map((rule) => html`<li>${rule}</li>\n`)}</ul>
${passwordField(texts, "new-password", problem, passwordLengthMin)}${missing(texts, passwordLengthMin)}
<button class="main">${words.save}</button>
<p class="hint">${words.worksUntil(moment.format(expiresAt))}</p>
</form>
${purpose === "activation" ? declineForm(texts, token) : ""}`,
  };
}

function missing({ makePassword }: PageTexts, lengthMin: number): Html {
  const { one, other, none } = makePassword.missing;
  return html`<p class="missing" id="missing" role="status" data-length-min="${`${lengthMin}`}" data-one="${one}" data-other="${other}" data-none="${none}"></p>`;
}

/** Confirms the password, names the children whose link waits, and links to the login. */
export function passwordMadePage(
  texts: PageTexts,
  { pupil, email, schoolContact }: Activation,
  waiting: readonly { readonly firstName: string | null }[],
): Page {
  const { title, others, otherChild, logIn } = texts.passwordMade;
  const names = waiting.map(({ firstName }) => firstName ?? otherChild);
  const reminder = names.length === 0 ? "" : html`<p class="note">${others(names)}</p>\n`;
  return {
    title: title(pupil.firstName ?? texts.child),
    isDone: true,
    schoolContact,
    again: { path: "/login" },
    content: html`${reminder}<p>${logIn}</p>
${loginForm(texts, email)}`,
  };
}
