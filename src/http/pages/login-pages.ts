import { type Markup, markup } from "../../markup.ts";
import type { HomeSession } from "../../services/home-sessions.ts";
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

/** Who is logged in. */
export function homePage(texts: PageTexts, { subject }: HomeSession): Page {
  const { title, loggedIn, school, group, logOut } = texts.home;
  const { firstName, schoolName, groupName } = subject;
  return {
    title: title(firstName),
    again: { path: "/" },
    content: markup`<p>${loggedIn}</p>
<dl>
<dt>${school}</dt><dd>${schoolName}</dd>
${groupName === null ? "" : markup`<dt>${group}</dt><dd>${groupName}</dd>\n`}</dl>
<form method="post" action="/logout"><button class="main">${logOut}</button></form>`,
  };
}
