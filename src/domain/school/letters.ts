// Letters on paper with a code, with which a parent proposes a home address.

/**
 * What a code of a letter does. `off`: nothing. `ask`: a teacher accepts each address first.
 * `at-once`: the address is added.
 */
export const letterModes = ["off", "ask", "at-once"] as const;
export type LetterMode = (typeof letterModes)[number];

/** Maximum number of letters of one request: a large school. */
export const lettersMax = 1_500;

/** Addresses that can be entered with one letter: one for each parent. */
export const proposalsPerLetterMax = 2;

/** Crockford's base 32: no I, L, O and U. https://www.crockford.com/base32.html */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const groupLength = 4;

/** 60 bits. */
export const letterCodeLength = 12;
const codePattern = /^[0-9A-HJKMNP-TV-Z]{12}$/;
/** A code as it is typed, or the URL of the QR code. */
export const typedLetterCodeLengthMax = 500;

/** Returns the code of twelve random bytes, without groups. Every code is equally likely. */
export function letterCodeOf(random: Uint8Array): string {
  if (random.length !== letterCodeLength) throw new RangeError("A code takes twelve bytes");
  return [...random].map((byte) => alphabet.charAt(byte % alphabet.length)).join("");
}

/**
 * Returns the code as it is stored: case, hyphens and spaces make no difference, O counts as 0, I
 * and L count as 1, and of a URL only the fragment counts. `undefined` for any other text.
 */
export function parseLetterCode(typed: string): string | undefined {
  if (typed.length > typedLetterCodeLengthMax) return undefined;
  const code = typed
    .slice(typed.lastIndexOf("#") + 1)
    .replaceAll(/[\s\p{Pd}._]+/gu, "")
    .toUpperCase()
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return codePattern.test(code) ? code : undefined;
}

/** Returns the code as it is printed: `7K3M-9QXR-2VBN`. */
export function groupedCode(code: string): string {
  const groups: string[] = [];
  for (let at = 0; at < code.length; at += groupLength) {
    groups.push(code.slice(at, at + groupLength));
  }
  return groups.join("-");
}
