// JSON of callers. Parsing cannot be interrupted, and its memory depends on the number of values
// more than on the length: 16 MiB of `[]` take 400 MiB. So the values are counted first.
import { invalidRequest } from "../../domain/errors.ts";

/** Twenty thousand rows with thirty values each. */
export const jsonValuesMax = 600_000;

const [quote, backslash, comma, colon, bracket, brace] = Buffer.from('"\\,:[{');

/** Throws `invalid-request` for malformed JSON, an empty body, or too many values. */
export function parseJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  if (bytes.length === 0) throw malformed("is empty");
  if (countValues(bytes) > jsonValuesMax) {
    throw malformed(`has more than ${jsonValuesMax} values`);
  }
  try {
    return JSON.parse(Buffer.from(bytes.buffer).toString());
  } catch {
    // The parser's message repeats a part of the body.
    throw malformed("is not what its Content-Type says");
  }
}

/** Returns an upper bound of the number of values and keys in well-formed JSON. */
function countValues(bytes: Uint8Array): number {
  let count = 1;
  let inString = false;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === quote) inString = !inString;
    else if (inString && byte === backslash) index += 1;
    else if (!inString && isBeforeValue(byte)) count += 1;
  }
  return count;
}

function isBeforeValue(byte: number | undefined): boolean {
  return byte === comma || byte === colon || byte === bracket || byte === brace;
}

function malformed(detail: string) {
  return invalidRequest([{ pointer: "", detail }]);
}
