// The parts of an invalid body that its schema accepts, so that rules can find their errors as well.
import type { FastifySchemaValidationError } from "fastify";
import type { ValidationError } from "../../domain/errors.ts";
import { pointerTo } from "./validation-errors.ts";

/** Returns the rule errors at places that have no error of the schema. */
export function unnamed(
  ruleErrors: readonly ValidationError[],
  schemaErrors: readonly ValidationError[],
): ValidationError[] {
  const named = new Set(schemaErrors.map(({ pointer }) => pointer));
  return ruleErrors.filter(({ pointer }) => !named.has(pointer));
}

/**
 * Replaces what the schema rejects by `undefined`, in place, and deletes unknown properties. Returns
 * the body, or `{}` for one that is no object.
 */
export function acceptedPartsOf(
  body: unknown,
  errors: readonly FastifySchemaValidationError[],
): object {
  if (!isContainer(body) || Array.isArray(body)) return {};
  for (const error of errors) {
    const { keyword, params } = error;
    if (keyword === "required" || keyword === "minItems" || keyword === "uniqueItems") continue;
    const steps = pointerTo(error).split("/").slice(1).map(unescapeStep);
    const last = steps.pop();
    if (last === undefined) return {};
    const parent = valueAt(body, steps);
    if (!isContainer(parent)) continue;
    const value = parent[last];
    if (keyword === "additionalProperties") delete parent[last];
    else if (keyword === "maxItems" && Array.isArray(value)) value.length = Number(params["limit"]);
    else parent[last] = undefined;
  }
  return body;
}

function valueAt(root: unknown, steps: readonly string[]): unknown {
  let value = root;
  for (const step of steps) {
    if (!isContainer(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** RFC 6901 §4. */
function unescapeStep(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
