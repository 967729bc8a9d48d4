// Lengths of texts. ICU takes quadratic time to normalise a run of combining marks, and most work on
// a text takes longer the longer it is, so every text is bounded before anything else looks at it.

/**
 * Whether a text has at most `lengthMax` code points, as `maxLength` of JSON Schema counts them. Reads
 * no more of a longer text than it has to.
 */
export function isWithin(text: string, lengthMax: number): boolean {
  if (text.length <= lengthMax) return true;
  if (text.length > 2 * lengthMax) return false;
  let length = 0;
  for (const _ of text) length += 1;
  return length <= lengthMax;
}

/** The first `lengthMax` code points of a text. */
export function truncated(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  return [...text.slice(0, 2 * lengthMax)].slice(0, lengthMax).join("");
}

/** The longest text that a pattern or a format is tried on; no field that has one may be longer. */
export const patternTextMax = 1_000;

/** A home address as it is typed, white space around it included. */
export const typedEmailLengthMax = 1_000;

/** Maximum length of a password in a request; a stricter policy rejects with its own reason. */
export const typedPasswordLengthMax = 1_000;

/** The token of a link in a mail. */
export const linkTokenLengthMax = 500;

/** Maximum length of a response of a mail server or provider; its code is at the start. */
export const mailAnswerLengthMax = 1_000;
