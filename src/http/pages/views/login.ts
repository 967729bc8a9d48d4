import { type Html, html } from "../../../formats/html.ts";
import type { PageProblem } from "../errors.ts";
import { emailField, passwordField, problemSummary } from "../form.ts";
import type { Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";

/** The form posts to the requested path, which differs on a remembered device. */
export function loginPage(
  texts: PageTexts,
  email = "",
  problem?: PageProblem,
  path = "/login",
): Page {
  const { title, intro } = texts.login;
  return {
    title,
    hasProblem: problem !== undefined,
    again: { path },
    content: html`${problemSummary(problem, texts)}<p>${intro}</p>
${loginForm(texts, email, problem)}`,
  };
}

export function loginForm(texts: PageTexts, email: string, problem?: PageProblem): Html {
  const { submit, forgot } = texts.login;
  return html`<form method="post" action="/login">
${emailField(texts, email, problem)}${passwordField(texts, "current-password", problem)}<button class="main">${submit}</button>
</form>
<p><a href="/forgot">${forgot}</a></p>`;
}
