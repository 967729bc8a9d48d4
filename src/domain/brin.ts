const brinPattern = /^\d{2}[A-Z]{2}(?:\d{2})?$/;

/**
 * A school's BRIN with its location code, in the one form that is stored and compared: the location
 * code `00` means the same as none and is left out. `undefined` when the text is no BRIN.
 */
export function parseBrin(text: string): string | undefined {
  if (!brinPattern.test(text)) return undefined;
  return text.endsWith("00") ? text.slice(0, 4) : text;
}
