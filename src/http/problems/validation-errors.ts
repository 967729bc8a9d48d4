import type { FastifySchemaValidationError } from "fastify";
import type { ValidationError } from "../../domain/errors.ts";

/**
 * Returns all validation errors, each with a JSON Pointer into the body or the name of a parameter. A
 * text that is too long has that error alone.
 */
export function validationErrorsOf(
  errors: readonly FastifySchemaValidationError[],
  place: string | undefined,
): ValidationError[] {
  const validationErrors = new Map<string, ValidationError>();
  const tooLong = new Set<string>();
  for (const { keyword, instancePath, params, message } of errors) {
    if (keyword === "maxLength") tooLong.add(instancePath);
    else if (tooLong.has(instancePath)) continue;
    const path = pointerTo(keyword, instancePath, params);
    const pointer = place === "body" ? path : path.slice(1);
    const detail = detailOf(keyword, message);
    validationErrors.set(`${pointer} ${detail}`, { pointer, detail });
  }
  return [...validationErrors.values()];
}

function pointerTo(keyword: string, path: string, params: Record<string, unknown>): string {
  const property = params["missingProperty"] ?? params["additionalProperty"];
  if (typeof property !== "string") return path;
  return keyword === "required" || keyword === "additionalProperties"
    ? `${path}/${property.replaceAll("~", "~0").replaceAll("/", "~1")}`
    : path;
}

function detailOf(keyword: string, message = "is not valid"): string {
  if (keyword === "required") return "is missing";
  if (keyword === "additionalProperties") return "is an unknown property";
  return message;
}
