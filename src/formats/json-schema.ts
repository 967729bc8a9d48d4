// Builders of JSON Schema with the types of TypeBox. The code of that package is not loaded: its 370 modules would be a
// quarter of a start.
import type TypeBox from "typebox";
import type { TProperties, TSchema } from "typebox";

type Keywords = Readonly<Record<string, unknown>>;

/** Schemas of properties that may be missing. */
const optional = new WeakSet<object>();

const typed = (type: string) => (keywords?: Keywords) => ({ type, ...keywords });

function makeOptional<Schema extends object>(schema: Schema): Schema {
  const copy = { ...schema };
  optional.add(copy);
  return copy;
}

function object(properties: TProperties, keywords?: Keywords) {
  const required = Object.keys(properties).filter((key) => !optional.has(properties[key] ?? {}));
  return {
    type: "object",
    ...(required.length > 0 && { required }),
    properties,
    ...keywords,
  };
}

function partial({ properties }: { readonly properties: TProperties }) {
  const entries = Object.entries(properties);
  return object(Object.fromEntries(entries.map(([key, schema]) => [key, makeOptional(schema)])));
}

const builders = {
  Array: (items: TSchema, keywords?: Keywords) => ({ type: "array", items, ...keywords }),
  Boolean: typed("boolean"),
  Integer: typed("integer"),
  Literal: (value: string, keywords?: Keywords) => ({ type: "string", const: value, ...keywords }),
  Number: typed("number"),
  Object: object,
  Optional: makeOptional,
  Partial: partial,
  String: typed("string"),
  Unsafe: (schema: object) => schema,
};

const Type = builders as unknown as Pick<typeof TypeBox, keyof typeof builders>;
export default Type;
