import { html } from "../../../formats/html.ts";
import { problemExamples } from "../../openapi/examples/problems.ts";
import { problemTypes } from "../../problems/problem-types.ts";

type ProblemName = keyof typeof problemTypes;

/** Renders the page of one problem type. */
export function renderProblem(name: ProblemName): string {
  const { title, status, meaning, remedy } = problemTypes[name];
  const example = JSON.stringify(problemExamples[name]?.value ?? {}, null, 2);
  return page(
    title,
    `<p><code>/problems/${name}</code>, status ${status}</p>
    <h2>What it means</h2>
    <p>${proseOf(meaning)}</p>
    <h2>What you can do</h2>
    <p>${proseOf(remedy)}</p>
    <h2>Example</h2>
    <pre><code>${html`${example}`.html}</code></pre>
    <p><a href="/problems">All problem types</a></p>`,
  );
}

/** Renders the page for a name that is no problem type; it does not repeat the name. */
export function renderUnknownProblem(): string {
  return page(
    "No such problem type",
    `<p>There is no problem type with this name. These are all of them:</p>
    ${tableOfProblems()}`,
  );
}

/** Renders all problem types, by status. */
export function renderProblems(): string {
  return page(
    "Problem types",
    `${tableOfProblems()}
    <p><a href="/docs">The API</a></p>`,
  );
}

function tableOfProblems(): string {
  const rows = Object.entries(problemTypes).map(
    ([name, { title, status }]) =>
      `<tr><td>${status}</td><td><a href="/problems/${name}">${name}</a></td><td>${title}</td></tr>`,
  );
  return `<table>
      <thead><tr><th>Status</th><th>Type</th><th>Title</th></tr></thead>
      <tbody>${rows.join("\n      ")}</tbody>
    </table>`;
}

export function isProblemName(name: string): name is ProblemName {
  return Object.hasOwn(problemTypes, name);
}

/** Renders code between backquotes; the texts are constants without markup. */
function proseOf(meaning: string): string {
  return meaning.replace(/`([^`]+)`/g, "<code>$1</code>");
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} - Thuisinlog</title>
    <link rel="stylesheet" href="/problems/style.css">
  </head>
  <body>
    <h1>${title}</h1>
    ${body}
  </body>
</html>
`;
}

export const problemStyle = `
:root { color-scheme: light dark; }
body { font: 1.125rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
h1, h2 { line-height: 1.2; }
h2 { font-size: 1.25rem; }
pre { overflow-x: auto; font-size: 0.875rem; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.25rem 1.5rem 0.25rem 0; }
`;
