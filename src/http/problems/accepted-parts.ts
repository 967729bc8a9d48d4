// The parts of an invalid body that its schema accepts, so that rules can find their errors as well.
import type { FastifySchemaValidationError } from "fastify";
import type { ValidationError } from "../../domain/errors.ts";
import { isContainer, stepsOf } from "./json-pointer.ts";
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
 * Returns a copy of the body, in which `undefined` replaces what the schema rejects and unknown
 * properties are absent; `{}` for one that is no object. The body itself stays as it is.
 */
export function acceptedPartsOf(
  body: unknown,
  errors: readonly FastifySchemaValidationError[],
): object {
  if (!isContainer(body) || Array.isArray(body)) return {};
  const copyOf = createCopies();
  const accepted = copyOf(body);
  for (const error of errors) {
    const { keyword, params } = error;
    if (keyword === "required" || keyword === "minItems" || keyword === "uniqueItems") continue;
    const steps = stepsOf(pointerTo(error));
    const last = steps.pop();
    if (last === undefined) return {};
    const parent = copyAt(accepted, steps, copyOf);
    if (parent === undefined) continue;
    const value = parent[last];
    if (keyword === "additionalProperties") delete parent[last];
    else if (keyword === "maxItems" && Array.isArray(value))
      parent[last] = value.slice(0, Number(params["limit"]));
    else parent[last] = undefined;
  }
  return accepted;
}

type Container = Record<string, unknown>;

/** Copies a container once; a copy is returned as it is. */
function createCopies() {
  const copies = new Set<Container>();
  return (container: Container): Container => {
    if (copies.has(container)) return container;
    const copy = (Array.isArray(container) ? [...container] : { ...container }) as Container;
    copies.add(copy);
    return copy;
  };
}

/** Returns the container at the end of the steps, after every container on the way became a copy. */
function copyAt(
  root: Container,
  steps: readonly string[],
  copyOf: (container: Container) => Container,
): Container | undefined {
  let container = root;
  for (const step of steps) {
    const next = Object.hasOwn(container, step) ? container[step] : undefined;
    if (!isContainer(next)) return undefined;
    const copy = copyOf(next);
    container[step] = copy;
    container = copy;
  }
  return container;
}
