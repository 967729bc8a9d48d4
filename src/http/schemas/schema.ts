// Building blocks of the schemas.
import Type, { type Static, type TSchema, type TUnsafe } from "typebox";

interface Words {
  readonly description: string;
  readonly [keyword: string]: unknown;
}

/** Gives a schema a name: the OpenAPI document then has it once, as a component. */
export function named<Schema extends TSchema>(name: string, schema: Schema): Schema {
  return { ...schema, $id: name };
}

/** Returns a `$ref` to a named schema, which the app must have registered with `addSchema`. */
export function ref<Schema extends TSchema>(schema: Schema): TUnsafe<Static<Schema>> {
  const { $id } = schema as { $id?: string };
  if ($id === undefined) throw new Error("Only a named schema can be referenced.");
  return Type.Unsafe<Static<Schema>>({ $ref: `${$id}#` });
}

/** Returns a text with a Markdown list of values and their meanings. */
export const listed = (introduction: string, meanings: Readonly<Record<string, string>>): string =>
  paragraphs(
    introduction,
    Object.entries(meanings)
      .map(([value, meaning]) => `- \`${value}\`: ${meaning}`)
      .join("\n"),
  );

/** Joins paragraphs of Markdown. */
export const paragraphs = (...texts: readonly string[]): string => texts.join("\n\n");

/** Returns an object schema that rejects additional properties. */
export const closed: typeof Type.Object = (properties, options) =>
  Type.Object(properties, { additionalProperties: false, ...options });

export const uuid = (description: string) => Type.String({ format: "uuid", description });

/** Returns a body schema with one schema for each media type. All of them parse to the same shape. */
export const anyOfForms = <Shape>(forms: Readonly<Record<string, TUnsafe<Shape>>>) =>
  Type.Unsafe<Shape>({
    content: Object.fromEntries(
      Object.entries(forms).map(([mediaType, schema]) => [mediaType, { schema }]),
    ),
  });
export const uuidOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ["string", "null"], format: "uuid", description });

/** An RFC 3339 timestamp in UTC. */
export const timestamp = (description: string) =>
  Type.Unsafe<Date>({ type: "string", format: "date-time", description });

export const timestampOrNull = (description: string) =>
  Type.Unsafe<Date | null>({ type: ["string", "null"], format: "date-time", description });

export const textOrNull = (words: Words) =>
  Type.Unsafe<string | null>({ type: ["string", "null"], ...words });

export const publisherKey = Type.String({
  maxLength: 50,
  description:
    "Key of a publisher in the catalogue. The operator maintains the catalogue and gives the keys.",
  examples: ["malmberg"],
});

/** Keys of publishers in the catalogue, without duplicates. */
export const publisherKeys = {
  type: "array",
  items: publisherKey,
  maxItems: 200,
  uniqueItems: true,
} as const;

export const oneOf = <Value extends string>(values: readonly Value[], words: Words) =>
  Type.Unsafe<Value>({ type: "string", enum: [...values], ...words });

/** Properties with the name of a pupil or a teacher; the arguments are examples. */
export const personName = (first: string, last: string) => ({
  firstName: textOrNull({
    description: "First name (Dutch: roepnaam); `null` when it is unknown.",
    examples: [first],
  }),
  infix: textOrNull({
    description:
      "Prefix of the last name, such as `van der` (Dutch: voorvoegsel); `null` when there is none.",
    examples: ["van der"],
  }),
  lastName: textOrNull({
    description: "Last name without prefix (Dutch: achternaam); `null` when it is unknown.",
    examples: [last],
  }),
});
