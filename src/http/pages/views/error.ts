import { html } from "../../../formats/html.ts";
import type { PageProblem } from "../errors.ts";
import { problemSummary } from "../form.ts";
import type { Again, Page } from "../layout.ts";
import type { PageTexts } from "../texts/texts.ts";

/** A problem without a form to correct; `again` is its URL in another language. */
export function errorPage(texts: PageTexts, problem: PageProblem, again: Again): Page {
  return {
    title: texts.failed,
    hasProblem: true,
    again,
    content: html`${problemSummary(problem, texts)}`,
  };
}
