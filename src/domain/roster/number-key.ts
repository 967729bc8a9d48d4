// Keys of pupils that a spreadsheet took for numbers.

/**
 * Returns the digits of a key without leading zeros, also of one that a spreadsheet rewrote, such as
 * `1001.0` or `1,001E+03`; `undefined` for another key.
 */
export function numberKeyOf(key: string): string | undefined {
  const [, whole] = /^(\d{1,256})(?:[.,]0{1,20})?$/.exec(key) ?? [];
  const digits = whole ?? withoutExponent(key);
  return digits?.replace(/^0+/, "") || undefined;
}

function withoutExponent(key: string): string | undefined {
  const [, first, rest = "", exponent] = /^(\d)(?:[.,](\d{1,30}))?E\+?(\d{1,2})$/i.exec(key) ?? [];
  if (first === undefined || rest.length > Number(exponent)) return undefined;
  return `${first}${rest}`.padEnd(Number(exponent) + 1, "0");
}
