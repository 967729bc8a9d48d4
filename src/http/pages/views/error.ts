import { html } from "../../../formats/html.ts";
import type { PageProblem } from "../errors.ts";
import { problemSummary } from "../form.ts";
import type { Again, Page } from "../layout.ts";
import { withContact } from "../school-contact.ts";
import type { PageTexts } from "../texts/texts.ts";

/**
 * A link that is used already is no failure: the parent wants to log in, so the page says it calmly
 * and the way to the login is first.
 */
export function usedLinkPage(
  texts: PageTexts,
  { summary, schoolContact }: PageProblem,
  again: Again,
): Page {
  return {
    title: texts.linkUsed,
    schoolContact,
    again,
    content: html`<p>${withContact(summary, schoolContact)}</p>
<p><a class="button main" href="/login">${texts.nextStep["/login"]}</a></p>
<p><a href="/forgot">${texts.nextStep["/forgot"]}</a></p>`,
  };
}

/** A problem without a form to correct; `again` is its URL in another language. */
export function errorPage(texts: PageTexts, problem: PageProblem, again: Again): Page {
  return {
    title: texts.failed,
    hasProblem: true,
    schoolContact: problem.schoolContact,
    again,
    content: html`${problemSummary(problem, texts)}`,
  };
}
