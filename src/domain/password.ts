// Rules for a new password: long enough, not breached, and more than the names in the invitation,
// which an attacker from the child's surroundings tries first. No composition rules (ASVS 6.2.5).
import { isWithin, typedPasswordLengthMax } from "./text.ts";

/** Lower bound of `lengthMin`, in code points (ASVS 6.2.1). */
export const passwordLengthMin = 8;
/** In code points; a longer password is rejected, never truncated (ASVS 6.2.9). */
export const passwordLengthMax = 128;

export const passwordRejectionReasons = [
  "malformed",
  "too-short",
  "too-long",
  "breached",
  "contains-name",
] as const;
export type PasswordRejection = (typeof passwordRejectionReasons)[number];

export interface PasswordContext {
  /**
   * Names as written: of the child, the school, the address before and after its @. Each counts as
   * a whole and by part; the names of the service are always included.
   */
  readonly words: readonly string[];
  /** Checks the whole password, in NFC. */
  readonly isBreached: (password: string) => boolean;
  readonly lengthMin: number;
}

// The name of the service, and words that its pages and mails suggest.
const serviceWords = ["Thuisinlog", "inloggen", "wachtwoord", "password", "welkom", "geheim"];

const shortWordLengthMax = 3;

const partPatterns = [/[\p{L}\p{M}]+/gu, /[\p{L}\p{M}\p{N}]+/gu];
const signs = /[^\p{L}\p{M}\p{N}]/gu;
const letterOrMark = /[\p{L}\p{M}]/u;

// Digits and signs that replace a letter, and letters whose stroke is no mark in Unicode. As 1
// replaces both i and l, these two fold to the same letter.
const lookalikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t" },
    ...{ "@": "a", $: "s", "!": "i", "|": "i", l: "i" },
    ...{ ø: "o", ł: "i", đ: "d", ı: "i", ß: "ss" },
  }),
);

/**
 * Returns the only form in which a password is counted, checked and hashed: NFC (NIST SP 800-63B-4
 * §3.1.1.2). Returns a text that is too long for any password unchanged.
 */
export function normalizePassword(typed: string): string {
  return isWithin(typed, typedPasswordLengthMax) ? typed.normalize("NFC") : typed;
}

/**
 * Returns all reasons to reject a new password, in a fixed order; empty for an acceptable one. A
 * password that is too long is not checked further. A lone surrogate is `malformed`: in UTF-8 all
 * lone surrogates become the same character, so their hashes would be equal (ASVS 6.2.8).
 *
 * `contains-name` (ASVS 6.2.11): with each name counted as one code point, the rest is shorter than
 * `lengthMin`. A name counts in either direction, without case and marks, and with the usual digits
 * and signs for letters. A name of up to three letters counts only when the password has no letters
 * outside names.
 */
export function passwordRejections(
  password: string,
  context: PasswordContext,
): PasswordRejection[] {
  const { isBreached, lengthMin } = context;
  const normal = normalizePassword(password);
  const validationErrors: PasswordRejection[] = [];

  if (!normal.isWellFormed()) validationErrors.push("malformed");
  if (!isWithin(normal, passwordLengthMax)) return [...validationErrors, "too-long"];
  const points = [...normal];
  if (points.length < lengthMin) validationErrors.push("too-short");
  if (isBreached(normal)) validationErrors.push("breached");
  if (isLittleElse(points, wordForms(context.words), lengthMin))
    validationErrors.push("contains-name");
  return validationErrors;
}

function isLittleElse(points: string[], words: string[], lengthMin: number): boolean {
  const enough = Math.min(lengthMin, points.length);
  const longWords = words.filter((word) => word.length > shortWordLengthMax);
  const weighWith = (counted: string[], letterWeight: number) =>
    weigh(points, counted, letterWeight) < enough;
  return weighWith(longWords, 1) || weighWith(words, Number.POSITIVE_INFINITY);
}

/** Returns the minimum weight of the text: a name or a sign weighs 1, a letter `letterWeight`. */
function weigh(points: string[], words: string[], letterWeight: number): number {
  const units = points.map(fold);
  const weights = new Map([[0, 0]]); // weight of the text by its length
  const weightAt = (end: number) => weights.get(end) ?? Number.POSITIVE_INFINITY;

  for (const [start, point] of points.entries()) {
    const steps = [[start + 1, letterOrMark.test(point) ? letterWeight : 1] as const];
    for (const word of words) {
      const end = endOfWord(units, start, word);
      if (end !== undefined) steps.push([end, 1]);
    }
    for (const [end, weight] of steps) {
      weights.set(end, Math.min(weightAt(end), weightAt(start) + weight));
    }
  }
  return weightAt(points.length);
}

function endOfWord(units: string[], start: number, word: string): number | undefined {
  let end = start;
  for (let matched = 0; matched < word.length; end++) {
    const unit = units[end];
    if (unit === undefined || !word.startsWith(unit, matched)) return undefined;
    matched += unit.length;
  }
  return end;
}

/**
 * Returns every folded form of the names: as written, without signs, by part; and all of them
 * reversed.
 */
function wordForms(names: readonly string[]): string[] {
  const forms = new Set<string>();
  for (const name of [...serviceWords, ...names].map(normalizePassword)) {
    const parts = partPatterns.flatMap((pattern) => name.match(pattern) ?? []);
    for (const form of [name, name.replace(signs, ""), ...parts]) {
      if (form.length < 2 || !letterOrMark.test(form)) continue;
      const units = [...form].map(fold);
      forms.add(units.join("")).add(units.reverse().join(""));
    }
  }
  return [...forms];
}

/** Folds one code point for comparison; never empty. */
function fold(point: string): string {
  const bare = point.normalize("NFKD").replace(/\p{M}/gu, "") || point;
  return [...bare.toLowerCase()].map((letter) => lookalikes.get(letter) ?? letter).join("");
}
