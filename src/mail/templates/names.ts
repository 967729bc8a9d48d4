// Names come from a school's roster and are untrusted input.
import { once } from "../../domain/once.ts";
import type { RegionFormat } from "../../formats/region-formats.ts";

const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// Control characters, and characters that are invisible or change the direction of text. The
// joiners U+200C and U+200D stay: Persian names and emoji need them.
const unseen = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}]/gu;

/**
 * Returns the text on one line, without characters that end a header, or hide or reverse text;
 * apart from white space the rest is unchanged.
 */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(breaks, " ").replace(unseen, "").replace(/ {2,}/g, " ").trim();
}

// Text that a mail client turns into a link: a scheme, `www.`, a domain with a path, or a bare
// domain. A bare one ends in lower case, so that "St.Jan" stays a name.
const link = /:\/\/|www\.|[\p{L}\p{N}]\.\p{L}{2,}[/:?#]/iu;
const bareDomain = /[\p{L}\p{N}-]{2,}\.\p{Ll}{2,}(?![\p{L}\p{N}])/u;

/**
 * Returns a name for display in a mail: on one line, or `neutral` if it is empty or contains a URL
 * or a domain. A school types names, and the mail carries the operator's signature.
 */
export function safeName(name: string, neutral: string): string {
  const shown = oneLine(name);
  const canonical = shown.normalize("NFKC").replaceAll(/[\u3002\uFF61]/g, ".");
  const isSafe = shown !== "" && !link.test(canonical) && !bareDomain.test(canonical);
  return isSafe ? shown : neutral;
}

/**
 * Joins names for a sentence ("Wimpie, Fatima en Bo"), each on one line, in at most `lengthMax`
 * UTF-16 units. Names that do not fit are counted ("Wimpie, Fatima en nog 3"); a first name that
 * does not fit is cut with an ellipsis.
 */
export function joinNames(
  names: readonly string[],
  options: {
    list: RegionFormat<Iterable<string>>;
    others: (count: number) => string;
    lengthMax: number;
  },
): string {
  const { list, others, lengthMax } = options;
  const all = names.map(oneLine);
  const join = (count: number, first = all.slice(0, count)) =>
    list.format(count < all.length ? [...first, others(all.length - count)] : first);

  for (let count = all.length; count > 0; count--) {
    const joined = join(count);
    if (joined.length <= lengthMax) return joined;
  }
  const room = lengthMax - join(1, [""]).length;
  return join(1, [cut(all[0] ?? "", room)]);
}

const segmenter = once(() => new Intl.Segmenter());

/** Cuts a text and adds an ellipsis; never splits a grapheme. */
function cut(text: string, lengthMax: number): string {
  let kept = "";
  for (const { segment } of segmenter().segment(text)) {
    if (kept.length + segment.length >= lengthMax) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
