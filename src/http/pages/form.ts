// The parts that forms are made of.
import { type Markup, markup } from "../../formats/html.ts";
import type { FieldName, PageProblem } from "./errors.ts";
import type { PageTexts } from "./texts/texts.ts";

type Problem = PageProblem | undefined;

/** The problem at the top of a page, where the focus is, each fault with a link to its field. */
export function problemSummary(problem: Problem, texts: PageTexts): Markup | "" {
  if (!problem) return "";
  const faults = problem.faults.map(
    ({ field, text }) => markup`<li><a href="#${field}">${text}</a></li>\n`,
  );
  const steps = problem.nextSteps.map(
    (step) => markup`<p><a href="${step}">${texts.nextStep[step]}</a></p>\n`,
  );
  return markup`<div class="problem" role="alert" tabindex="-1" autofocus>
<p><strong>${problem.summary}</strong></p>
${faults.length === 0 ? "" : markup`<ul>\n${faults}</ul>\n`}${steps}${wayElsewhere(problem, texts)}</div>
`;
}

function wayElsewhere({ elsewhere }: PageProblem, texts: PageTexts): Markup | "" {
  if (!elsewhere) return "";
  const { name, url } = elsewhere;
  const words = texts.logInVia(name);
  return markup`<p>${url === null ? words : markup`<a href="${url}">${words}</a>`}</p>\n`;
}

interface Field {
  /** Its `id` too, to which a problem leads. */
  readonly name: FieldName;
  readonly label: string;
  readonly hint?: string;
  /** Of the input, beside those that every field has. */
  readonly attributes: Markup;
}

/** A label, a hint, what is wrong, and the input that they describe. */
export function field({ name, label, hint, attributes }: Field, problem: Problem): Markup {
  const faults = problem?.faults.filter((fault) => fault.field === name) ?? [];
  const notes = [
    ...(hint === undefined ? [] : [{ kind: "hint", text: hint }]),
    ...faults.map(({ text }) => ({ kind: "fault", text })),
  ].map((note, index) => ({ ...note, id: `${name}-note-${index}` }));
  const described =
    notes.length > 0 ? markup` aria-describedby="${notes.map(({ id }) => id).join(" ")}"` : "";
  const invalid = faults.length > 0 ? markup` aria-invalid="true"` : "";
  return markup`<label for="${name}">${label}</label>
${notes.map(({ kind, text, id }) => markup`<p class="${kind}" id="${id}">${text}</p>\n`)}<input id="${name}" name="${name}" ${attributes}${described}${invalid} required>
`;
}

/** The home address as user name. Not `type="email"`: browsers refuse addresses that are good ones. */
export function emailField(texts: PageTexts, typed: string, problem: Problem): Markup {
  const attributes = markup`type="text" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" value="${typed}"`;
  return field({ name: "email", label: texts.email, hint: texts.emailHint, attributes }, problem);
}

/** A password, with a button that shows it where scripts run. */
export function passwordField(
  texts: PageTexts,
  autocomplete: "current-password" | "new-password",
  problem: Problem,
): Markup {
  const { password: label, show, hide } = texts;
  const attributes = markup`type="password" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false"`;
  return markup`${field({ name: "password", label, attributes }, problem)}<button type="button" class="show" aria-controls="password" data-show="${show}" data-hide="${hide}" hidden>${show}</button>
`;
}
