// Texts for schools in their language. As in gettext the English text is the key: errors carry it
// through the service, and the response translates it. So a text needs no translation to be thrown,
// logged or passed between threads.
import type { Locale } from "../language/locale.ts";
import { en } from "./en.ts";
import { nl } from "./nl.ts";

export type MessageCode = keyof typeof en;

type NamesIn<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;
type Values<Code extends MessageCode> = Readonly<
  Record<NamesIn<(typeof en)[Code]>, string | number>
>;

/** Returns a text in English. */
export function say<Code extends MessageCode>(
  code: Code,
  ...[values]: keyof Values<Code> extends never ? [] : [values: Values<Code>]
): string {
  return fill(en[code], values ?? {});
}

/** Returns a text of `say` in another language; any other text as it is. */
export function translate(text: string, locale: Locale): string {
  return translationOf(text, locale) ?? text;
}

/** Returns a text of `say` in another language; `undefined` for any other text. */
export function translationOf(text: string, locale: Locale): string | undefined {
  if (locale === "en") return text;
  const code = codes.get(text);
  if (code !== undefined) return nl[code];
  for (const { pattern, code } of patterns) {
    const values = pattern.exec(text)?.groups;
    if (values) return fill(nl[code], values);
  }
  return undefined;
}

const entries = Object.entries(en) as [MessageCode, string][];
const codes = new Map(entries.map(([code, text]) => [text, code]));
const patterns = entries
  .filter(([, text]) => text.includes("{"))
  // "has more than {max} empty rows" before "has more than {max} rows".
  .toSorted(([, one], [, other]) => other.length - one.length)
  .map(([code, text]) => ({ code, pattern: patternOf(text) }));

function fill(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name) => `${values[name]}`);
}

/** Values may contain anything; the fixed parts around them decide. */
function patternOf(template: string): RegExp {
  const source = template
    .split(/\{(\w+)\}/)
    .map((part, index) => (index % 2 === 0 ? RegExp.escape(part) : `(?<${part}>.*)`))
    .join("");
  return new RegExp(`^${source}$`, "su");
}
