// Names come from a school's roster and are trusted with nothing.

const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// Controls, and what is invisible or turns the direction of text. The joiners U+200C and U+200D
// stay: Persian names and emoji are written with them.
const unseen = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}]/gu;

/**
 * The text on one line, without characters that end a header, hide or reverse what follows; what is
 * left over, spaces apart, is unchanged.
 */
export function oneLine(text: string): string {
  return text.toWellFormed().replace(breaks, " ").replace(unseen, "").replace(/ {2,}/g, " ").trim();
}

// What a mail program turns into a link by itself: a scheme, `www.`, a domain with a path, or a bare
// domain. A bare one ends in lower case, so that "St.Jan" stays a name.
const link = /:\/\/|www\.|[\p{L}\p{N}]\.\p{L}{2,}[/:?#]/iu;
const bareDomain = /[\p{L}\p{N}-]{2,}\.\p{Ll}{2,}(?![\p{L}\p{N}])/u;

/**
 * A name as a mail shows it: on one line, and `neutral` where there is none or where it contains a URL
 * or a domain. A name is typed by a school, and a mail carries the operator's signature.
 */
export function safeName(name: string, neutral: string): string {
  const shown = oneLine(name);
  const canonical = shown.normalize("NFKC").replaceAll(/[\u3002\uFF61]/g, ".");
  const isSafe = shown !== "" && !link.test(canonical) && !bareDomain.test(canonical);
  return isSafe ? shown : neutral;
}

/**
 * The names as a sentence has them ("Wimpie, Fatima en Bo"), each on one line, in at most
 * `lengthMax` UTF-16 units: what does not fit is counted ("Wimpie, Fatima en nog 3"), a first name
 * that does not fit is cut with an ellipsis.
 */
export function joinNames(
  names: readonly string[],
  options: { list: Intl.ListFormat; others: (count: number) => string; lengthMax: number },
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

const segmenter = new Intl.Segmenter();

/** The start of a text that is too long, and an ellipsis; never half a character as a reader sees it. */
function cut(text: string, lengthMax: number): string {
  let kept = "";
  for (const { segment } of segmenter.segment(text)) {
    if (kept.length + segment.length >= lengthMax) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
