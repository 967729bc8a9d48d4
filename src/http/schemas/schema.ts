// The few shapes of which all schemas are made.
import Type, { type Static, type TSchema, type TUnsafe } from "typebox";

interface Words {
  readonly description: string;
  readonly [keyword: string]: unknown;
}

/** A schema that stands once in the document, under its name. */
export function named<Schema extends TSchema>(name: string, schema: Schema): Schema {
  return { ...schema, $id: name };
}

/** Points to a named schema, which the app has to know (`addSchema`). */
export function ref<Schema extends TSchema>(schema: Schema): TUnsafe<Static<Schema>> {
  const { $id } = schema as { $id?: string };
  if ($id === undefined) throw new Error("Only a named schema can be pointed to.");
  return Type.Unsafe<Static<Schema>>({ $ref: `${$id}#` });
}

/** An object that has these properties and no others. */
export const closed: typeof Type.Object = (properties, options) =>
  Type.Object(properties, { additionalProperties: false, ...options });

export const uuid = (description: string) => Type.String({ format: "uuid", description });

/** A body by the media types that it comes in, all of which are read to one and the same shape. */
export const anyOfForms = <Shape>(forms: Readonly<Record<string, TUnsafe<Shape>>>) =>
  Type.Unsafe<Shape>({
    content: Object.fromEntries(
      Object.entries(forms).map(([mediaType, schema]) => [mediaType, { schema }]),
    ),
  });
export const uuidOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ["string", "null"], format: "uuid", description });

/** RFC 3339 in UTC. */
export const timestamp = (description: string) =>
  Type.Unsafe<Date>({ type: "string", format: "date-time", description });

export const timestampOrNull = (description: string) =>
  Type.Unsafe<Date | null>({ type: ["string", "null"], format: "date-time", description });

export const textOrNull = (words: Words) =>
  Type.Unsafe<string | null>({ type: ["string", "null"], ...words });

export const publisherKey = Type.String({
  maxLength: 50,
  description: "Key of a publisher.",
  examples: ["malmberg"],
});

/** Publishers of the catalogue, each once. */
export const publisherKeys = {
  type: "array",
  items: publisherKey,
  maxItems: 200,
  uniqueItems: true,
} as const;

export const oneOf = <Value extends string>(values: readonly Value[], words: Words) =>
  Type.Unsafe<Value>({ type: "string", enum: [...values], ...words });
