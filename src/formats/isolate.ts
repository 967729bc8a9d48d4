const firstStrongIsolate = "\u2068";
const popDirectionalIsolate = "\u2069";

/**
 * Encloses a name, an address or a number in Unicode isolates (UAX #9), so that it keeps its own
 * direction in a sentence of the other direction and does not move the punctuation beside it.
 */
export function isolate(text: string): string {
  return `${firstStrongIsolate}${text}${popDirectionalIsolate}`;
}
