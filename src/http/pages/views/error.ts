import { html } from "../../../formats/html.ts";
import type { PageProblem } from "../errors.ts";
import { problemSummary } from "../form.ts";
import type { Again, Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";

/** A problem that leaves no form to mend; `again` is the way to it in another language. */
export function errorPage(texts: PageTexts, problem: PageProblem, again: Again): Page {
  return {
    title: texts.failed,
    hasProblem: true,
    again,
    content: html`${problemSummary(problem, texts)}`,
  };
}
