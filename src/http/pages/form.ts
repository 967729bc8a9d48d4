// Parts of forms.
import { type Html, html } from "../../formats/html.ts";
import type { FieldName, PageProblem } from "./errors.ts";
import { withContact } from "./school-contact.ts";
import type { PageTexts } from "./texts/texts.ts";

type Problem = PageProblem | undefined;

/**
 * Renders the problem at the top of a page, with the focus, and a link from each error to its
 * field. Empty for a problem of one field, which shows it itself.
 */
export function problemSummary(problem: Problem, texts: PageTexts): Html | "" {
  if (!problem || onlyField(problem)) return "";
  const validationErrors = problem.validationErrors.map(
    ({ field, text }) => html`<li><a href="#${field}">${text}</a></li>\n`,
  );
  const steps = problem.nextSteps.map(
    (step) => html`<p><a href="${step}">${texts.nextStep[step]}</a></p>\n`,
  );
  return html`<div class="problem" role="alert" tabindex="-1" autofocus>
<p><strong>${withContact(problem.summary, problem.schoolContact)}</strong></p>
${validationErrors.length === 0 ? "" : html`<ul>\n${validationErrors}</ul>\n`}${steps}${wayElsewhere(problem, texts)}</div>
`;
}

/** Returns the field that has all errors of a problem, if the problem is nothing else. */
function onlyField({ validationErrors, nextSteps, elsewhere }: PageProblem): FieldName | undefined {
  const [first, ...others] = validationErrors;
  const isAlone = others.every(({ field }) => field === first?.field);
  return isAlone && nextSteps.length === 0 && !elsewhere ? first?.field : undefined;
}

function wayElsewhere({ elsewhere }: PageProblem, texts: PageTexts): Html | "" {
  if (!elsewhere) return "";
  const { name, url } = elsewhere;
  const words = texts.logInVia(name);
  return html`<p>${url === null ? words : html`<a href="${url}">${words}</a>`}</p>\n`;
}

interface Field {
  /** Also its `id`, to which a problem links. */
  readonly name: FieldName;
  readonly label: string;
  readonly hint?: string;
  /** Attributes of the input, beside those of every field. */
  readonly attributes: Html;
}

/**
 * Renders a label, a hint, the errors, and the input that they describe. It has the focus when it
 * is the only field with an error.
 */
export function field({ name, label, hint, attributes }: Field, problem: Problem): Html {
  const validationErrors =
    problem?.validationErrors.filter((validationError) => validationError.field === name) ?? [];
  const notes = [
    ...(hint === undefined ? [] : [{ kind: "hint", text: hint }]),
    ...validationErrors.map(({ text }) => ({ kind: "error", text })),
  ].map((note, index) => ({ ...note, id: `${name}-note-${index}` }));
  const described =
    notes.length > 0 ? html` aria-describedby="${notes.map(({ id }) => id).join(" ")}"` : "";
  const focus = problem && onlyField(problem) === name ? html` autofocus` : "";
  const invalid = validationErrors.length > 0 ? html` aria-invalid="true"${focus}` : "";
  return html`<label for="${name}">${label}</label>
${notes.map(({ kind, text, id }) => html`<p class="${kind}" id="${id}">${text}</p>\n`)}<input id="${name}" name="${name}" ${attributes}${described}${invalid} required>
`;
}

/**
 * Renders the home address as user name. Not `type="email"`: browsers reject some valid addresses.
 */
export function emailField(texts: PageTexts, typed: string, problem: Problem): Html {
  const attributes = html`type="text" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" dir="ltr" value="${typed}"`;
  return field({ name: "email", label: texts.email, hint: texts.emailHint, attributes }, problem);
}

/**
 * Renders a password input, with a button that shows the password if scripts run. A browser does
 * not send a new password that is too short, so that the parent can complete it.
 */
export function passwordField(
  texts: PageTexts,
  autocomplete: "current-password" | "new-password",
  problem: Problem,
  lengthMin = 1,
): Html {
  const { password: label, show, hide } = texts;
  const atLeast = lengthMin > 1 ? html` minlength="${`${lengthMin}`}"` : "";
  const attributes = html`type="password" autocomplete="${autocomplete}" autocapitalize="none" spellcheck="false" dir="ltr"${atLeast}`;
  return html`${field({ name: "password", label, attributes }, problem)}<button type="button" class="show" aria-controls="password" data-show="${show}" data-hide="${hide}" hidden>${show}</button>
`;
}
