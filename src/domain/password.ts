// What a password must be: long enough, on no list of known ones, and more than the names that
// someone who knows the child would try first. Nothing on its composition (ASVS 6.2.5).

/** The least that `lengthMin` may be, in code points (ASVS 6.2.1). */
export const passwordLengthMin = 8;
/** In code points; longer is refused, never cut off (ASVS 6.2.9). */
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
   * Names as they are written: of the child, the school, the address before and after its @. Each
   * counts as a whole and part by part; the service's own name is always among them.
   */
  readonly words: readonly string[];
  /** Asked about the whole password, in NFC. */
  readonly isBreached: (password: string) => boolean;
  readonly lengthMin: number;
}

// The service's own name, and what its pages and letters put into a reader's mind.
const serviceWords = ["Thuisinlog", "inloggen", "wachtwoord", "password", "welkom", "geheim"];

const shortWordLengthMax = 3;

const partPatterns = [/[\p{L}\p{M}]+/gu, /[\p{L}\p{M}\p{N}]+/gu];
const signs = /[^\p{L}\p{M}\p{N}]/gu;
const letterOrMark = /[\p{L}\p{M}]/u;

// What is typed for a letter, and letters whose stroke is no mark in Unicode. As 1 stands for an i
// as well as for an l, the two are one here.
const lookalikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t" },
    ...{ "@": "a", $: "s", "!": "i", "|": "i", l: "i" },
    ...{ ø: "o", ł: "i", đ: "d", ı: "i", ß: "ss" },
  }),
);

/** The one form in which a password is counted, checked and hashed: NFC (NIST SP 800-63B-4 §3.1.1.2). */
export function normalizePassword(typed: string): string {
  return typed.normalize("NFC");
}

/**
 * All that is wrong with a new password, in a fixed order; empty when it may be used. One that is
 * too long is not looked into further. A lone surrogate is `malformed`: in UTF-8 all of them turn
 * into the same character, so the hash could not tell them apart (ASVS 6.2.8).
 *
 * `contains-name` (ASVS 6.2.11) means little else than names: with each of them counted as one code
 * point, what is left is shorter than `lengthMin`. A name counts in either direction, without case
 * and marks, and with the usual digits and signs for letters; one of up to three letters counts
 * only when the password has no letters but those of names.
 */
export function passwordRejections(
  password: string,
  context: PasswordContext,
): PasswordRejection[] {
  const { isBreached, lengthMin } = context;
  const normal = normalizePassword(password);
  const points = [...normal];
  const validationErrors: PasswordRejection[] = [];

  if (!normal.isWellFormed()) validationErrors.push("malformed");
  if (points.length > passwordLengthMax) return [...validationErrors, "too-long"];
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

/** The least the text can weigh: a word or a sign that is no letter is 1, a letter what is given. */
function weigh(points: string[], words: string[], letterWeight: number): number {
  const units = points.map(fold);
  const weights = new Map([[0, 0]]); // of the text up to there
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

/** Every folded form in which names count: as written, without signs, by part; and all backwards. */
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

/** One code point as it counts in a comparison; never empty. */
function fold(point: string): string {
  const bare = point.normalize("NFKD").replace(/\p{M}/gu, "") || point;
  return [...bare.toLowerCase()].map((letter) => lookalikes.get(letter) ?? letter).join("");
}
