// Breaking changes between two JSON Schemas, as OpenAPI 3.1 has them. A request may take more than before; a
// response may contain less variety than before.

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
}

export type Direction = "request" | "response";

/** A schema and the function that resolves the references of its document. */
export interface Side {
  readonly schema: Schema;
  readonly resolve: (ref: string) => Schema;
}

/** Keywords that are compared as a whole, because no schema of the document has them. */
const notCompared = ["oneOf", "anyOf", "allOf", "not", "if", "const", "patternProperties"];
const lowerBounds = ["minLength", "minItems", "minimum", "minProperties"];
const upperBounds = ["maxLength", "maxItems", "maximum", "maxProperties"];

/** Returns each breaking change with its place; `seen` ends the recursion of schemas that contain themselves. */
export function schemaChanges(
  direction: Direction,
  old: Side,
  now: Side,
  place = "",
  seen: ReadonlySet<string> = new Set(),
): string[] {
  const pair = `${old.schema.$ref} ${now.schema.$ref}`;
  if (old.schema.$ref !== undefined && seen.has(pair)) return [];
  const from = resolved(old);
  const to = resolved(now);
  const inside = (name: string, one: Schema, other: Schema) =>
    schemaChanges(
      direction,
      { ...old, schema: one },
      { ...now, schema: other },
      `${place}/${name}`,
      new Set([...seen, pair]),
    );
  const isRequest = direction === "request";
  return [
    ...typeChanges(isRequest, from, to),
    ...enumChanges(isRequest, from, to),
    ...boundChanges(isRequest, from, to),
    ...propertyChanges(isRequest, from, to),
    ...notCompared
      .filter((keyword) => JSON.stringify(from[keyword]) !== JSON.stringify(to[keyword]))
      .map((keyword) => `${keyword} is different`),
  ]
    .map((change) => `${place || "/"}: ${change}`)
    .concat(
      Object.entries(from.properties ?? {}).flatMap(([name, one]) => {
        const other = to.properties?.[name];
        return other ? inside(name, one, other) : [];
      }),
      from.items && to.items ? inside("*", from.items, to.items) : [],
    );
}

function resolved({ schema, resolve }: Side): Schema {
  return schema.$ref === undefined ? schema : resolve(schema.$ref);
}

function typeChanges(isRequest: boolean, from: Schema, to: Schema): string[] {
  const [narrow, wide] = isRequest ? [from, to] : [to, from];
  const allowed = typesOf(wide);
  if (allowed.length === 0) return [];
  const types = typesOf(narrow);
  const isWithin =
    types.length > 0 &&
    types.every(
      (type) => allowed.includes(type) || (type === "integer" && allowed.includes("number")),
    );
  return isWithin ? [] : [`type ${typesOf(from)} became ${typesOf(to)}`];
}

function typesOf({ type = [] }: Schema): readonly string[] {
  return [type].flat();
}

/**
 * A caller must expect new values of an enumeration in a response (`docs/versioning.md`), except when the
 * only value so far was promised to stay.
 */
function enumChanges(isRequest: boolean, from: Schema, to: Schema): string[] {
  if (isRequest) {
    const lost = (from.enum ?? []).filter((value) => to.enum && !to.enum.includes(value));
    if (to.enum && !from.enum) return ["only some values are allowed now"];
    return lost.map((value) => `the value ${value} is no longer allowed`);
  }
  const isClosed = from.enum?.length === 1;
  if (!isClosed) return [];
  const added = (to.enum ?? ["any"]).filter((value) => !from.enum?.includes(value));
  return added.map((value) => `the value ${value} is new, and there was only ${from.enum}`);
}

function boundChanges(isRequest: boolean, from: Schema, to: Schema): string[] {
  const [wide, narrow] = isRequest ? [from, to] : [to, from];
  const stricter = [
    ...lowerBounds.filter(
      (bound) => Number(narrow[bound] ?? -Infinity) > Number(wide[bound] ?? -Infinity),
    ),
    ...upperBounds.filter(
      (bound) => Number(narrow[bound] ?? Infinity) < Number(wide[bound] ?? Infinity),
    ),
    ...["pattern", "format", "uniqueItems"].filter(
      (rule) => narrow[rule] !== undefined && narrow[rule] !== wide[rule],
    ),
  ];
  return stricter.map((rule) => `${rule} ${from[rule]} became ${to[rule]}`);
}

function propertyChanges(isRequest: boolean, from: Schema, to: Schema): string[] {
  const names = Object.keys(from.properties ?? {});
  const removed = names.filter((name) => to.properties && !(name in to.properties));
  const { required: before = [] } = from;
  const { required: after = [] } = to;
  if (!isRequest) {
    const optional = before.filter((name) => !removed.includes(name) && !after.includes(name));
    return [
      ...removed.map((name) => `the property ${name} is removed`),
      ...optional.map((name) => `the property ${name} can be absent now`),
    ];
  }
  const needed = after.filter((name) => !before.includes(name));
  const isClosedNow = to.additionalProperties === false && from.additionalProperties !== false;
  return [
    ...(to.additionalProperties === false ? removed : []).map(
      (name) => `the property ${name} is rejected now`,
    ),
    ...needed.map((name) => `the property ${name} is required now`),
    ...(isClosedNow && from.properties ? ["unknown properties are rejected now"] : []),
  ];
}
