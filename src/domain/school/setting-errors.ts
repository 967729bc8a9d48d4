// Validation errors of settings that the operator and the school share.
import type { ValidationError } from "../errors.ts";
import { say } from "../messages/messages.ts";
import { parseWebUrl } from "../web-url.ts";
import { contactLengthMax, parseContact } from "./contact.ts";

const nameLengthMax = 200;

/** Returns a validation error unless the name is one line that is not empty. */
export function nameErrors(pointer: string, name: string): ValidationError[] {
  const isName = name.length <= nameLengthMax && name.trim() !== "" && !/\p{Cc}/u.test(name);
  if (isName) return [];
  return [{ pointer, detail: say("name-invalid", { max: nameLengthMax }) }];
}

/** Returns a validation error if families cannot safely be sent to this URL; see `parseWebUrl`. */
export function urlErrors(pointer: string, text: string): ValidationError[] {
  if (parseWebUrl(text) !== undefined) return [];
  return [{ pointer, detail: say("url-invalid") }];
}

/** Returns a validation error if families cannot safely be sent to this contact; see `parseContact`. */
export function contactErrors(pointer: string, text: string): ValidationError[] {
  if (parseContact(text) !== undefined) return [];
  return [{ pointer, detail: say("contact-invalid", { max: contactLengthMax }) }];
}

/** Keys of publishers; an `undefined` one is known to be invalid. */
export type GivenPublishers = readonly (string | undefined)[];

/** Returns a validation error for each key of the list that is not allowed. */
export function publisherListErrors(
  keys: GivenPublishers,
  allowed: readonly string[],
  detail: string,
): ValidationError[] {
  return keys.flatMap((key, index) =>
    key === undefined || allowed.includes(key) ? [] : [{ pointer: `/publishers/${index}`, detail }],
  );
}
