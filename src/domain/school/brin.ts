const brinPattern = /^\d{2}[A-Z]{2}(?:\d{2})?$/;

/**
 * Returns the school's BRIN with its location code in its stored form: location code `00` equals
 * none and is omitted. Returns `undefined` for an invalid BRIN.
 */
export function parseBrin(text: string): string | undefined {
  if (!brinPattern.test(text)) return undefined;
  return text.endsWith("00") ? text.slice(0, 4) : text;
}
