import { html } from "../../../formats/html.ts";
import type { PageProblem } from "../errors.ts";
import { emailField, problemSummary } from "../form.ts";
import type { Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";

export function forgotPage(texts: PageTexts, email = "", problem?: PageProblem): Page {
  const { title, intro, submit } = texts.forgot;
  return {
    title,
    hasProblem: problem !== undefined,
    again: { path: "/forgot" },
    content: html`${problemSummary(problem, texts)}<p>${intro}</p>
<form method="post" action="/forgot">
${emailField(texts, email, problem)}<button class="main">${submit}</button>
</form>
<p><a href="/login">${texts.nextStep["/login"]}</a></p>`,
  };
}

/** The same for every address. */
export function linksRequestedPage(texts: PageTexts): Page {
  const { title, lines } = texts.linksRequested;
  return {
    title,
    isDone: true,
    again: { path: "/forgot/sent" },
    content: html`${lines.map((line) => html`<p>${line}</p>\n`)}<p><a href="/login">${texts.nextStep["/login"]}</a></p>`,
  };
}
