import type { Locale } from "../../../domain/language/locale.ts";
import { type Html, html } from "../../../formats/html.ts";

interface PrintDocument {
  readonly locale: Locale;
  readonly title: string;
  /**
   * URL of the style sheet. Absolute, like every URL of the page, because a portal or a coordinator
   * can save the page and open it from elsewhere.
   */
  readonly style: string;
  readonly content: Html;
}

/** Renders a page to print. It has no script. */
export function printDocument({ locale, title, style, content }: PrintDocument): string {
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
${content}
</body>
</html>
`.html;
}
