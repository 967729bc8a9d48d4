// The order of validation errors: that of the body, as its sender reads it.
import type { ValidationError } from "../../domain/errors.ts";
import { isContainer, stepsOf } from "./json-pointer.ts";

/**
 * Sorts errors by the position of their value in the body. A property that is missing comes after those
 * that its object has, and a parameter after the body. Errors of one place
 * keep their order, and so do all errors of a body that is no object or list.
 */
export function inOrderOf(body: unknown, errors: readonly ValidationError[]): ValidationError[] {
  if (!isContainer(body)) return [...errors];
  return errors
    .map((error) => ({ error, position: positionOf(body, error.pointer) }))
    .toSorted((one, other) => compare(one.position, other.position))
    .map(({ error }) => error);
}

/** Index of each step among its siblings. */
type Position = readonly number[];

const afterAll = Number.POSITIVE_INFINITY;

function positionOf(body: unknown, pointer: string): Position {
  if (pointer !== "" && !pointer.startsWith("/")) return [afterAll, afterAll];
  const position: number[] = [];
  let value = body;
  for (const step of stepsOf(pointer)) {
    if (!isContainer(value) || !Object.hasOwn(value, step)) return [...position, afterAll];
    position.push(Array.isArray(value) ? Number(step) : Object.keys(value).indexOf(step));
    value = value[step];
  }
  return position;
}

/** A value comes before the values in it. */
function compare(one: Position, other: Position): number {
  for (const [level, index] of one.entries()) {
    const otherIndex = other[level];
    if (otherIndex === undefined) return 1;
    if (index !== otherIndex) return index < otherIndex ? -1 : 1;
  }
  return one.length - other.length;
}
