// Plain words for the errors that a schema finds. No detail repeats a pattern or a value of the request.
import type { FastifySchemaValidationError } from "fastify";
import type { ValidationError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import { rolePattern, visiblePattern } from "../../domain/roster/text.ts";
import {
  changeCursorPattern,
  oneLinePattern,
  visibleSomewherePattern,
} from "../schemas/patterns.ts";
import { escapeStep } from "./json-pointer.ts";

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
    ? `${instancePath}/${escapeStep(property)}`
    : instancePath;
}

type Params = FastifySchemaValidationError["params"];

const details: Readonly<Record<string, (params: Params) => string>> = {
  required: () => say("missing"),
  type: ({ type }) => typeDetail([type].flat().map(String)),
  enum: ({ allowedValues }) =>
    say("must-be-one-of", { values: [allowedValues].flat().map(String).join(", ") }),
  minLength: ({ limit }) =>
    limit === 1 ? say("must-not-be-empty") : say("characters-min", { min: `${limit}` }),
  maxLength: ({ limit }) =>
    limit === 1 ? say("character-max") : say("characters-max", { max: `${limit}` }),
  minItems: ({ limit }) => (limit === 1 ? say("item-min") : say("items-min", { min: `${limit}` })),
  maxItems: ({ limit }) => (limit === 1 ? say("item-max") : say("items-max", { max: `${limit}` })),
  uniqueItems: ({ i, j }) =>
    say("items-same", {
      one: Math.min(Number(i), Number(j)),
      other: Math.max(Number(i), Number(j)),
    }),
  minProperties: () => say("property-one"),
  maxProperties: () => say("property-one"),
  minimum: ({ limit }) => say("must-be-least", { limit: `${limit}` }),
  maximum: ({ limit }) => say("must-be-most", { limit: `${limit}` }),
  pattern: ({ pattern }) => patternDetails[`${pattern}`] ?? say("form-not-allowed"),
  format: ({ format }) => formatDetails[`${format}`] ?? say("form-not-allowed"),
};

/** What a text must be whose pattern does not match. Every pattern of a request needs an entry. */
export const patternDetails: Readonly<Record<string, string>> = {
  [visiblePattern]: say("form-visible-one-line"),
  [visibleSomewherePattern]: say("form-visible"),
  [oneLinePattern]: say("form-one-line"),
  [rolePattern]: say("form-role"),
  [changeCursorPattern]: say("form-cursor"),
};

/** What a text must be that does not have its format. Every format of a request needs an entry. */
export const formatDetails: Readonly<Record<string, string>> = {
  uuid: say("form-uuid"),
  "date-time": say("form-date-time"),
};

/** By the types that a value may have. Every type of a request needs an entry. */
export const typeDetails: Readonly<Record<string, string>> = {
  string: say("must-be-string"),
  array: say("must-be-array"),
  object: say("must-be-object"),
  boolean: say("must-be-boolean"),
  integer: say("must-be-integer"),
  number: say("must-be-number"),
  "object,array": say("must-be-object-or-array"),
  "string,null": say("must-be-string-or-null"),
  "array,null": say("must-be-array-or-null"),
  "integer,null": say("must-be-integer-or-null"),
};

function typeDetail(types: readonly string[]): string {
  return typeDetails[types.join()] ?? say("value-invalid");
}

function detailOf({ keyword, params }: FastifySchemaValidationError, isInBody: boolean): string {
  if (keyword === "additionalProperties") {
    return say(isInBody ? "property-unknown" : "parameter-unknown");
  }
  return details[keyword]?.(params) ?? say("value-invalid");
}
