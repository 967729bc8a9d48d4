import { markup } from "../../markup.ts";
import type { Page } from "./document.ts";
import type { PageProblem } from "./family-problems.ts";
import { problemSummary } from "./form.ts";
import type { PageTexts } from "./texts/texts.ts";

/** A problem that leaves no form to mend. */
export function refusalPage(texts: PageTexts, problem: PageProblem): Page {
  return {
    title: texts.failed,
    hasProblem: true,
    again: { path: "/login" },
    content: markup`${problemSummary(problem, texts)}`,
  };
}
