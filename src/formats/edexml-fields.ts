// Reads single fields of an EDEXML file and collects validation errors.

import { invalidRequest, type ValidationError, validationErrorsMax } from "../domain/errors.ts";
import { say } from "../domain/messages/messages.ts";
import { roleLengthMax, rolePattern, rosterLimits, visiblePattern } from "../domain/roster/text.ts";
import { isWithin } from "../domain/text.ts";
import { type XmlElement, xmlTextMax } from "./xml-elements.ts";

const role = new RegExp(rolePattern);
const visible = new RegExp(visiblePattern, "u");
const dateLengthMax = 50;
/** `xs:date`, or `xs:dateTime`, which some systems write instead. */
const datePattern = /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:T.*|Z|[+-]\d{2}:\d{2})?$/;

/** Position in the file. */
export type XmlPlace = Pick<XmlElement, "path" | "line">;

export interface EdexmlFields {
  /** Returns the errors in the order of their lines. */
  readonly validationErrors: () => readonly ValidationError[];
  /** Collects an error. Throws `invalid-request` at `validationErrorsMax`, so that reading stops. */
  report(place: XmlPlace, detail: string): void;
  /** Returns the only child of this name, or `undefined`. Reports a second one. */
  child(parent: XmlElement, name: string): XmlElement | undefined;
  /** Returns the child's text with collapsed white space; `null` when it is absent or blank. */
  text(parent: XmlElement, name: string): string | null;
  /**
   * Returns a date such as `2026-09-01`; `null` when it is absent or blank. Reports an invalid date
   * and returns `null`.
   */
  date(parent: XmlElement, name: string): string | null;
  /** Returns the element's key. Reports a missing key and returns `undefined`. */
  key(element: XmlElement): string | undefined;
  eckId(element: XmlElement): string | null;
  /** Returns the codes of a person's roles; ignores invalid codes, which give no permissions. */
  roles(element: XmlElement): string[];
}

export function createEdexmlFields(): EdexmlFields {
  const validationErrors: ValidationError[] = [];

  function report({ path, line }: XmlPlace, detail: string): void {
    validationErrors.push({ pointer: path, detail, line });
    if (validationErrors.length >= validationErrorsMax) throw invalidRequest(inOrder());
  }

  function inOrder(): ValidationError[] {
    return validationErrors.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
  }

  function child({ children }: XmlElement, name: string): XmlElement | undefined {
    const [first, ...more] = children.filter((element) => element.name === name);
    for (const element of more) report(element, say("duplicated"));
    return first;
  }

  function read(text: string, place: XmlPlace, lengthMax: number): string | null {
    const read = isWithin(text, xmlTextMax) ? text.replace(/\s+/g, " ").trim() : text;
    if (read === "") return null;
    if (!isWithin(read, lengthMax)) report(place, say("text-too-long", { max: lengthMax }));
    else if (!visible.test(read)) report(place, say("text-control-characters"));
    return read;
  }

  function text(parent: XmlElement, name: string): string | null {
    const element = child(parent, name);
    return element ? read(element.text, element, rosterLimits.nameLengthMax) : null;
  }

  return {
    validationErrors: inOrder,
    report,
    child,
    text,
    date: (parent, name) => {
      const element = child(parent, name);
      const written = element?.text.trim() ?? "";
      const [, date = null] = (isWithin(written, dateLengthMax) && datePattern.exec(written)) || [];
      if (element && written !== "" && date === null) report(element, say("date-invalid"));
      return date;
    },
    key: (element) => {
      const place = keyPlaceOf(element);
      const key = read(element.attributes["key"] ?? "", place, rosterLimits.keyLengthMax);
      if (key === null) report(place, say("missing"));
      return key ?? undefined;
    },
    eckId: (element) =>
      read(element.attributes["eckid"] ?? "", eckIdPlaceOf(element), rosterLimits.eckIdLengthMax),
    roles: ({ children }) =>
      children
        .filter(({ name }) => name === "rol")
        .map(({ text }) => text.trim())
        .filter((text) => isWithin(text, roleLengthMax) && role.test(text))
        .slice(0, rosterLimits.rolesMax),
  };
}

export function keyPlaceOf({ path, line }: XmlElement): XmlPlace {
  return { path: `${path}/@key`, line };
}

export function eckIdPlaceOf({ path, line }: XmlElement): XmlPlace {
  return { path: `${path}/@eckid`, line };
}
