import type { TSchema } from "typebox";
import { ref } from "./schema.ts";

/** A successful answer whose body has this named schema. */
export function answer(description: string, schema: TSchema, mediaType = "application/json") {
  return { description, content: { [mediaType]: { schema: ref(schema) } } };
}

/** A successful answer without a body. */
export function noBody(description: string): object {
  return { description, type: "null" };
}
