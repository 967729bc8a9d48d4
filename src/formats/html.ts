/**
 * HTML that is safe to send: only `html` creates it, and `html` escapes every interpolated string.
 */
class Html {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

export type { Html };

type Part = string | Html | readonly Part[];

/**
 * Creates HTML from a template literal in the source code. Escapes every interpolated string for
 * text nodes and quoted attributes; a parser reads back exactly that string.
 */
export function html(source: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: source }, ...parts.map(htmlOf)));
}

/** A tag, or a hyphenated word in the text between tags. */
const tagOrHyphenated = /<[^<>]*>|\be-mail(?:adres(?:sen)?)?\b/gi;

/**
 * Wraps each hyphenated word in a span with these attributes, so that no line breaks at its hyphen.
 */
export function keepWordsWhole({ html }: Html, attributes: Html): Html {
  const kept = html.replace(tagOrHyphenated, (found) =>
    found.startsWith("<") ? found : `<span ${attributes.html}>${found}</span>`,
  );
  return new Html(kept);
}

/** Renders a text with a part in place of each occurrence of a mark. */
export function replaceIn(text: string, mark: string, part: string | Html): Html {
  const [first = "", ...others] = text.split(mark);
  return html`${first}${others.map((other) => [part, other])}`;
}

function htmlOf(part: Part): string {
  if (typeof part === "string") return escapeHtml(part);
  return part instanceof Html ? part.html : part.map(htmlOf).join("");
}

/** Escapes line breaks too: parsers and mail servers change bare CR and LF. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}
