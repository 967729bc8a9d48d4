import type { TSchema } from "typebox";
import { ref } from "./schema.ts";

/** Describes a successful response whose body has this named schema. */
export function answer(description: string, schema: TSchema, mediaType = "application/json") {
  return answerIn(description, { [mediaType]: schema });
}

/** Describes a successful response that is available in several media types. */
export function answerIn(description: string, schemas: Readonly<Record<string, TSchema>>) {
  const forms = Object.entries(schemas).map(([type, schema]) => [type, { schema: ref(schema) }]);
  return { description, content: Object.fromEntries(forms) };
}

/** Describes a successful response without a body. */
export function noBody(description: string): object {
  return { description, type: "null" };
}
