// Builds valid bodies from schemas of the OpenAPI document.

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly default?: unknown;
}

const ofFormats: Readonly<Record<string, string>> = {
  uuid: "0198f0f2-6c1e-7c3a-9d5e-0a1b2c3d4e5f",
  "date-time": "2026-09-01T08:00:00Z",
  uri: "https://school.example/",
};

/** Returns the example of the schema, or the simplest valid value with all properties. */
export function exampleOf(schema: Schema, resolve: (ref: string) => Schema): unknown {
  if (schema.$ref) return exampleOf(resolve(schema.$ref), resolve);
  if (schema.examples) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  switch ([schema.type].flat()[0]) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [
          name,
          exampleOf(property, resolve),
        ]),
      );
    case "array":
      return Array.from({ length: Math.max(schema.minItems ?? 1, 1) }, (_, index) =>
        schema.items?.enum ? schema.items.enum[index] : exampleOf(schema.items ?? {}, resolve),
      );
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return false;
    default:
      return ofFormats[schema.format ?? ""] ?? (schema.pattern?.includes("[A-Z]") ? "IB" : "a");
  }
}
