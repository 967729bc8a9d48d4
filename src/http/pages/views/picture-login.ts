// Picture login of the youngest pupils. Every choice requests the page again, so that it works without scripts;
// the choices are sent only by POST.
import { pictureCodeLength } from "../../../domain/picture-code.ts";
import { drawingPath } from "../../../domain/school/drawing.ts";
import { type Html, html } from "../../../formats/html.ts";
import type { DeviceLookup } from "../../../services/family/devices.ts";
import type { PageProblem } from "../errors.ts";
import { problemSummary } from "../form.ts";
import type { Page } from "../layout.ts";
import type { FamilyProblem, PageTexts } from "../texts/texts.ts";
import { type Choice, nextPicture, pictureForm, undoForms } from "./picture-choice.ts";

/** Signs of the problems that a child meets that cannot read. */
const signs: Readonly<Partial<Record<FamilyProblem, string>>> = {
  "wrong-pictures": "again",
  "too-many-requests": "wait",
};

/** The page on which a child chooses its pictures; it shows how many are chosen, not which. */
export function pictureLoginPage(
  texts: PageTexts,
  child: DeviceLookup["children"][number],
  choice: Choice,
  problem?: PageProblem,
): Page {
  const { greeting, who, withPassword } = texts.pictures;
  const dots = Array.from({ length: pictureCodeLength }, (_, place) =>
    place < choice.chosen.length ? "●" : "○",
  );
  const kept = html`<input type="hidden" name="child" value="${child.id}">\n`;
  const sign = problem && signs[problem.code];
  const way = html`<a class="button back" href="/login">${who}</a>`;
  return {
    title: greeting(child.firstName),
    drawing: drawingPath(child.picture),
    hasProblem: problem !== undefined,
    schoolContact: child.schoolContact,
    again: { path: "/login" },
    content: html`${sign ? "" : problemSummary(problem, texts)}${nextPicture(texts, choice, problem)}
<div class="progress"><p class="dots" aria-hidden="true">${dots.join(" ")}</p>${signOf(sign, problem)}</div>
${pictureForm(texts, "/pictures", choice, kept)}
${undoForms(texts, "/pictures", choice, kept, way)}${explained(problem)}
<p><a href="/login/password">${withPassword}</a></p>`,
  };
}

/** In the place beside the dots, so that the pictures do not move. A screen reader reads the sentence. */
function signOf(sign: string | undefined, problem: PageProblem | undefined): Html | "" {
  if (!sign || !problem) return "";
  return html`<p role="alert" tabindex="-1" autofocus><img src="/assets/${sign}.svg" alt="${problem.summary}" width="64" height="64" class="sign"></p>`;
}

/** The delay is for a parent, who reads it below the pictures. */
function explained(problem: PageProblem | undefined): Html | "" {
  if (problem?.code !== "too-many-requests") return "";
  return html`\n<p class="hint" aria-hidden="true">${problem.summary}</p>`;
}
