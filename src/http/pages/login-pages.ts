import { type Markup, markup } from "../../markup.ts";
import type { Page } from "./document.ts";
import type { PageProblem } from "./family-problems.ts";
import { emailField, passwordField, problemSummary } from "./form.ts";
import type { PageTexts } from "./texts/texts.ts";

export function loginPage(texts: PageTexts, email = "", problem?: PageProblem): Page {
  const { title, intro } = texts.login;
  return {
    title,
    hasProblem: problem !== undefined,
    again: { path: "/login" },
    content: markup`${problemSummary(problem, texts)}<p>${intro}</p>
${loginForm(texts, email, problem)}`,
  };
}

export function loginForm(texts: PageTexts, email: string, problem?: PageProblem): Markup {
  const { submit, forgot } = texts.login;
  return markup`<form method="post" action="/login">
${emailField(texts, email, problem)}${passwordField(texts, "current-password", problem)}<button class="main">${submit}</button>
</form>
<p><a href="/forgot">${forgot}</a></p>`;
}
