// JSON Pointers into a body (RFC 6901).

export function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Returns the names and indexes on the way to a value. */
export function stepsOf(pointer: string): string[] {
  return pointer.split("/").slice(1).map(unescapeStep);
}

/** RFC 6901 §4. */
function unescapeStep(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** RFC 6901 §3. */
export function escapeStep(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}
