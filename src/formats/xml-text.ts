// Decodes the bytes of an XML file.

import { invalidRequest } from "../domain/errors.ts";
import { say } from "../domain/messages/messages.ts";

/** Enough bytes for any XML declaration, which states the encoding of the rest. */
const headBytesMax = 1024;

/**
 * By the names of encodings in a declaration. Windows-1252 is a superset of ISO-8859-1 (WHATWG
 * Encoding).
 */
const encodings: Readonly<Record<string, string>> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  "iso-8859-1": "windows-1252",
  latin1: "windows-1252",
  "windows-1252": "windows-1252",
  cp1252: "windows-1252",
};

/** First bytes of files that are not text. */
const otherKinds = [
  { start: [0x50, 0x4b, 0x03, 0x04], detail: say("file-zip") },
  { start: [0x1f, 0x8b], detail: say("file-gzip") },
  { start: [0xfe, 0xff], detail: say("file-utf-16") },
  { start: [0xff, 0xfe], detail: say("file-utf-16") },
];

/**
 * Yields the text of an XML file, without a byte order mark. Throws `invalid-request` if the file
 * is not XML text.
 */
export async function* readXmlText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let head = new Uint8Array();
  let decode: Decode | undefined;
  for await (const chunk of chunks) {
    if (decode) {
      yield decode(chunk, { stream: true });
      continue;
    }
    head = joined(head, chunk);
    if (head.length < headBytesMax) continue;
    decode = decoderFor(head);
    yield decode(head, { stream: true });
  }
  yield decode ? decode() : decoderFor(head)(head);
}

type Decode = (bytes?: Uint8Array, options?: { readonly stream: boolean }) => string;

function decoderFor(head: Uint8Array): Decode {
  if (head.length === 0) throw unreadable(say("email-empty"));
  const other = otherKinds.find(({ start }) => start.every((byte, at) => head[at] === byte));
  if (other) throw unreadable(other.detail);
  const declaration = new TextDecoder("windows-1252").decode(head.subarray(0, headBytesMax));
  const [, label = "utf-8"] =
    /^\s*<\?xml\s[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']/.exec(declaration) ?? [];
  const encoding = encodings[label.toLowerCase()];
  if (encoding === undefined) {
    throw unreadable(say("file-encoding"));
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes, options) => {
    try {
      return decoder.decode(bytes, options);
    } catch {
      throw unreadable(say("file-encoding-wrong"));
    }
  };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function unreadable(detail: string) {
  return invalidRequest([{ pointer: "", detail }]);
}
