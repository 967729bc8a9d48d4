// Plain words for the errors that a schema finds. No detail repeats a pattern or a value of the request.
import type { FastifySchemaValidationError } from "fastify";
import type { ValidationError } from "../../domain/errors.ts";
import { rolePattern, visiblePattern } from "../../domain/roster/text.ts";
import { cursorPattern, oneLinePattern, visibleSomewherePattern } from "../schemas/patterns.ts";

/**
 * Returns all validation errors, each with a JSON Pointer into the body or the name of a parameter.
 * Two keywords that reject the same value for one reason make one error.
 */
export function validationErrorsOf(
  errors: readonly FastifySchemaValidationError[],
  place: string | undefined,
): ValidationError[] {
  const isInBody = place === "body";
  const keywordsAt = new Map<string, Set<string>>();
  for (const { keyword, instancePath } of errors) {
    keywordsAt.set(instancePath, (keywordsAt.get(instancePath) ?? new Set()).add(keyword));
  }
  const validationErrors = new Map<string, ValidationError>();
  for (const error of errors) {
    const stronger = strongerThan[error.keyword] ?? [];
    const others = keywordsAt.get(error.instancePath);
    if (stronger.some((keyword) => others?.has(keyword))) continue;
    const path = pointerTo(error);
    const pointer = isInBody ? path : path.slice(1);
    const detail = detailOf(error, isInBody);
    validationErrors.set(`${pointer} ${detail}`, { pointer, detail });
  }
  return [...validationErrors.values()];
}

/** Keywords that say better why the same value is rejected. */
const strongerThan: Readonly<Record<string, readonly string[]>> = {
  type: ["enum"],
  pattern: ["minLength", "maxLength", "enum"],
  format: ["minLength", "maxLength"],
};

/** Returns the JSON Pointer of the value, or of the property that is missing or unknown. */
export function pointerTo({ keyword, instancePath, params }: FastifySchemaValidationError): string {
  const property = params["missingProperty"] ?? params["additionalProperty"];
  if (typeof property !== "string") return instancePath;
  return keyword === "required" || keyword === "additionalProperties"
    ? `${instancePath}/${property.replaceAll("~", "~0").replaceAll("/", "~1")}`
    : instancePath;
}

type Params = FastifySchemaValidationError["params"];

const details: Readonly<Record<string, (params: Params) => string>> = {
  required: () => "is missing",
  type: ({ type }) => `must be ${[type].flat().map(nameOfType).join(" or ")}`,
  enum: ({ allowedValues }) => `must be one of: ${[allowedValues].flat().map(String).join(", ")}`,
  minLength: ({ limit }) =>
    limit === 1 ? "must not be empty" : `must have at least ${counted(limit, "character")}`,
  maxLength: ({ limit }) => `must have at most ${counted(limit, "character")}`,
  minItems: ({ limit }) => `must have at least ${counted(limit, "item")}`,
  maxItems: ({ limit }) => `must have at most ${counted(limit, "item")}`,
  uniqueItems: ({ i, j }) =>
    `must not have the same item twice: see ${Math.min(Number(i), Number(j))} and ${Math.max(Number(i), Number(j))}`,
  minimum: ({ limit }) => `must be ${limit} or more`,
  maximum: ({ limit }) => `must be ${limit} or less`,
  pattern: ({ pattern }) => patternDetails[`${pattern}`] ?? "has a form that is not allowed",
  format: ({ format }) => formatDetails[`${format}`] ?? "has a form that is not allowed",
};

/** What a text must be whose pattern does not match. Every pattern of a request needs an entry. */
export const patternDetails: Readonly<Record<string, string>> = {
  [visiblePattern]: "must have a visible character and no control characters",
  [visibleSomewherePattern]: "must have a visible character",
  [oneLinePattern]: "must not have control characters",
  [rolePattern]: "must be a role code of EDEXML: two to four capital letters, such as IB",
  [cursorPattern]: "is not a cursor that this service gave",
};

/** What a text must be that does not have its format. Every format of a request needs an entry. */
export const formatDetails: Readonly<Record<string, string>> = {
  uuid: "must be a UUID, such as 0198f3a2-7b1c-7d52-9e4f-3a1b2c3d4e5f",
  "date-time": "must be a date and time in RFC 3339, such as 2026-09-01T08:30:00Z",
};

const namesOfTypes: Readonly<Record<string, string>> = {
  string: "a text",
  array: "a list",
  object: "an object",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
};

function detailOf({ keyword, params }: FastifySchemaValidationError, isInBody: boolean): string {
  if (keyword === "additionalProperties") {
    return isInBody ? "is an unknown property" : "is an unknown parameter";
  }
  return details[keyword]?.(params) ?? "is not valid";
}

function nameOfType(type: unknown): string {
  return namesOfTypes[`${type}`] ?? `${type}`;
}

function counted(limit: unknown, noun: string): string {
  return limit === 1 ? `1 ${noun}` : `${limit} ${noun}s`;
}
