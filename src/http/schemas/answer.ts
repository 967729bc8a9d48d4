import type { TSchema } from "typebox";
import { ref } from "./schema.ts";

/** A successful answer whose body has this named schema. */
export function answer(description: string, schema: TSchema, mediaType = "application/json") {
  return answerIn(description, { [mediaType]: schema });
}

/** One that is to be had in several forms, by media type. */
export function answerIn(description: string, schemas: Readonly<Record<string, TSchema>>) {
  const forms = Object.entries(schemas).map(([type, schema]) => [type, { schema: ref(schema) }]);
  return { description, content: Object.fromEntries(forms) };
}

/** A successful answer without a body. */
export function noBody(description: string): object {
  return { description, type: "null" };
}
