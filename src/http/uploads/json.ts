// JSON of callers. Parsing cannot be interrupted, and its memory depends on the number of values
// more than on the length: 16 MiB of `[]` take 400 MiB. So the values are counted first.

import { invalidRequest } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import { malformedJson, requireJsonWithin } from "../../formats/json.ts";

/** Throws `invalid-request` for malformed JSON, an empty body, or too many values. */
export function parseJson(bytes: Uint8Array<ArrayBuffer>): unknown {
  if (bytes.length === 0) throw invalidRequest([{ pointer: "", detail: say("email-empty") }]);
  const text = Buffer.from(bytes.buffer).toString();
  requireJsonWithin(text);
  try {
    return JSON.parse(text);
  } catch {
    throw malformedJson(text);
  }
}
