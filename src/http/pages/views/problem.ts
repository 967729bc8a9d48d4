import { problemTypes } from "../../problems/problem-types.ts";

type ProblemName = keyof typeof problemTypes;

/** Renders the page of one problem type. */
export function renderProblem(name: ProblemName): string {
  const { title, status, meaning } = problemTypes[name];
  return page(
    title,
    `<p><code>/problems/${name}</code>, status ${status}</p>
    <p>${proseOf(meaning)}</p>
    <p><a href="/problems">All problem types</a></p>`,
  );
}

/** Renders all problem types, by status. */
export function renderProblems(): string {
  const rows = Object.entries(problemTypes).map(
    ([name, { title, status }]) =>
      `<tr><td>${status}</td><td><a href="/problems/${name}">${name}</a></td><td>${title}</td></tr>`,
  );
  return page(
    "Problem types",
    `<table>
      <thead><tr><th>Status</th><th>Type</th><th>Title</th></tr></thead>
      <tbody>${rows.join("\n      ")}</tbody>
    </table>
    <p><a href="/docs">The API</a></p>`,
  );
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
h1 { line-height: 1.2; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: 0.25rem 1.5rem 0.25rem 0; }
`;
