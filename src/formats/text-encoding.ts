// The encodings in which spreadsheets save a text file.
import { invalidRequest } from "../domain/errors.ts";
import { say } from "../domain/messages/messages.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters mark a binary file
const binary = /[\0-\x08\x0E-\x1F\x7F-\x9F]/;
/** By the first two bytes, the byte order mark. */
const utf16: Readonly<Record<string, string>> = { "255 254": "utf-16le", "254 255": "utf-16be" };

/**
 * Decodes a text file without its byte order mark: UTF-16 with a mark, UTF-8, otherwise Windows-1252,
 * in which nearly no text is valid UTF-8. Throws `invalid-request` for a binary file, such as a
 * workbook.
 */
export function decodeText(bytes: Uint8Array): string {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03;
  if (isZip) throw validationError(say("table-workbook"));
  const text =
    decodeUtf16(bytes) ?? decodeUtf8(bytes) ?? new TextDecoder("windows-1252").decode(bytes);
  if (binary.test(text)) throw validationError(say("table-binary"));
  return text;
}

/** Returns `undefined` for a text without a byte order mark of UTF-16. */
function decodeUtf16(bytes: Uint8Array): string | undefined {
  const encoding = utf16[`${bytes[0]} ${bytes[1]}`];
  if (encoding === undefined) return undefined;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw validationError(say("table-not-utf-16"));
  }
}

/** Returns `undefined` for invalid UTF-8, but throws if a byte order mark announces UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    if (isMarked) throw validationError(say("table-not-utf-8"));
    return undefined;
  }
}

function validationError(detail: string) {
  return invalidRequest([{ pointer: "", detail }]);
}
