import type { TSchema } from "typebox";
import { ref } from "./schema.ts";

/** A successful answer whose body has this named schema. */
export function answer(description: string, schema: TSchema, mediaType = "application/json") {
  return { description, content: { [mediaType]: { schema: ref(schema) } } };
}

/** The same in whichever of these media types the caller asks for. */
export function answerIn(description: string, schemas: Readonly<Record<string, TSchema>>) {
  const content = Object.entries(schemas).map(([mediaType, schema]) => [
    mediaType,
    { schema: ref(schema) },
  ]);
  return { description, content: Object.fromEntries(content) };
}

/** A successful answer without a body. */
export function noBody(description: string): object {
  return { description, type: "null" };
}
