// What a JSON text may hold, before it is parsed: `JSON.parse` takes seconds for millions of values, or
// for an object with hundreds of thousands of names, and many times the memory of the text.

import { invalidRequest, type ServiceError } from "../domain/errors.ts";
import { say } from "../domain/messages/messages.ts";
import { positionOfJsonError } from "./json-position.ts";

export interface JsonLimits {
  readonly depthMax: number;
  /** Of one object. */
  readonly membersMax: number;
  /** In the whole text: names, numbers, texts, lists and objects. */
  readonly valuesMax: number;
}

export const jsonLimits: JsonLimits = {
  depthMax: 32,
  membersMax: 1_000,
  /** Twenty thousand rows with thirty values each. */
  valuesMax: 600_000,
};

const code = (character: string) => character.charCodeAt(0);
const quote = code('"');
const backslash = code("\\");
const comma = code(",");
const colon = code(":");
const openObject = code("{");
const openArray = code("[");
const closeObject = code("}");
const closeArray = code("]");

/**
 * Throws `invalid-request` for a text that holds too much to be parsed. Whether it is JSON shows when
 * it is parsed.
 */
export function requireJsonWithin(text: string, limits = jsonLimits): void {
  const { depthMax, membersMax, valuesMax } = limits;
  /** The number of members of each object that is open here. */
  const members: number[] = [0];
  let values = 1;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === quote) at = endOfString(text, at);
    else if (unit === comma) values += 1;
    else if (unit === colon) {
      values += 1;
      const count = (members.pop() ?? 0) + 1;
      if (count > membersMax) {
        throw invalidBody(say("json-members", { max: membersMax }));
      }
      members.push(count);
    } else if (unit === openObject || unit === openArray) {
      values += 1;
      members.push(0);
      if (members.length > depthMax) throw invalidBody(say("json-depth", { max: depthMax }));
    } else if (unit === closeObject || unit === closeArray) members.pop();
    if (values > valuesMax) throw invalidBody(say("json-values", { max: valuesMax }));
  }
}

/** The place of the quote that closes the string; the end of the text for one that stays open. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === backslash) before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}

/** Returns the errors of a text that is not JSON, with the position of the first wrong character. */
export function malformedJson(text: string): ServiceError {
  const at = positionOfJsonError(text);
  if (at === undefined) return invalidBody(say("json-forbidden-name"));
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  const line = before.split("\n").length;
  const place = { line, character: at - lineStart + 1 };
  return invalidBody(say(at === text.length ? "json-too-early" : "json-malformed", place));
}

function invalidBody(detail: string): ServiceError {
  return invalidRequest([{ pointer: "", detail }]);
}
