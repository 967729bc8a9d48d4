import { markup } from "../../../formats/html.ts";
import type { Again, Page } from "../layout.ts";
import type { PageProblem } from "../errors.ts";
import { problemSummary } from "../form.ts";
import type { PageTexts } from "../texts/texts.ts";

/** A problem that leaves no form to mend; `again` is the way to it in another language. */
export function refusalPage(texts: PageTexts, problem: PageProblem, again: Again): Page {
  return {
    title: texts.failed,
    hasProblem: true,
    again,
    content: markup`${problemSummary(problem, texts)}`,
  };
}
