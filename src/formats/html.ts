/** HTML that is safe to send: only `markup` makes it, and that escapes every string put in. */
class Html {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

export type { Html };

type Part = string | Html | readonly Part[];

/**
 * HTML from a template literal in our source. Whatever string is put in becomes text, in a text node
 * as well as in a quoted attribute; a parser reads back exactly that string.
 */
export function html(source: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(String.raw({ raw: source }, ...parts.map(htmlOf)));
}

/** A word with a hyphen, where it is text and not in a tag. */
const hyphenated = /\be-mail(?:adres(?:sen)?)?\b(?=[^<>]*<)/gi;

/** The same, with attributes around each short word that a line's end would tear at its hyphen. */
export function keepWordsWhole({ html }: Html, attributes: Html): Html {
  return new Html(html.replace(hyphenated, `<span ${attributes.html}>$&</span>`));
}

function htmlOf(part: Part): string {
  if (typeof part === "string") return escapeHtml(part);
  return part instanceof Html ? part.html : part.map(htmlOf).join("");
}

/** Line ends too: a parser, or a mail server, turns bare ones into others. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"'\r\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}
