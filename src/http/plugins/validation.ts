// Compiles the schemas of requests and responses. A broken schema fails the start.
import buildCompiler from "@fastify/ajv-compiler";
import buildSerializerCompiler, {
  type SerializerFactory,
} from "@fastify/fast-json-stringify-compiler";
import type { ValidateFunction } from "ajv";
import { problemMediaType } from "../problems/problem.ts";
import { boundedCode, boundKeywords } from "./bounded-validation.ts";

/** Schemas that others refer to, by `$id`. */
type NamedSchemas = Readonly<Record<string, object>>;

interface RequestPart {
  readonly schema: object;
  readonly httpPart?: string;
}

type Serializer = ReturnType<ReturnType<SerializerFactory>>;

/** Compiled schemas by their JSON. */
class CompiledSchemas<Compiled> {
  readonly #compiled = new Map<string, Compiled>();

  get(schema: object, compile: () => Compiled): Compiled {
    const key = JSON.stringify(schema);
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = compile();
    this.#compiled.set(key, compiled);
    return compiled;
  }
}

/** The schemas that were compiled beside the same named schemas. */
class CompiledParts {
  readonly bodies = new CompiledSchemas<ValidateFunction>();
  readonly parameters = new CompiledSchemas<ValidateFunction>();
  readonly answers = new CompiledSchemas<Serializer>();
}

/** A process with several services, such as a test, compiles each schema once. */
const compiledParts = new Map<string, CompiledParts>();
/** Numbers of schemas by their JSON. */
const versions = new Map<string, number>();
/**
 * Fastify asks for a compiler for each route with a new list of the same schemas. Their JSON each time would be a
 * quarter of a start.
 */
const versionOf = new WeakMap<object, number>();

function compiledBeside(schemas: NamedSchemas): CompiledParts {
  const key = Object.entries(schemas)
    .map(([id, schema]) => `${id} ${findVersion(schema)}`)
    .join();
  const known = compiledParts.get(key);
  if (known !== undefined) return known;
  const parts = new CompiledParts();
  compiledParts.set(key, parts);
  return parts;
}

/** Returns the number of a schema, the same one for equal schemas. */
function findVersion(schema: object): number {
  const known = versionOf.get(schema);
  if (known !== undefined) return known;
  const key = JSON.stringify(schema);
  const version = versions.get(key) ?? versions.size;
  versions.set(key, version);
  versionOf.set(schema, version);
  return version;
}

/** Reports all errors, up to `validationErrorsMax`, and keeps the types of the values. */
const strict = {
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  allowUnionTypes: true,
  code: boundedCode,
} as const;

/**
 * A parameter is text, so numbers are parsed. ajv checks bounds only for finite numbers, and `1e309`
 * overflows to infinity.
 */
const lenient = { ...strict, coerceTypes: true, strictNumbers: false } as const;

const build = buildCompiler();
const compilerWith = (customOptions: typeof strict | typeof lenient) => (schemas: NamedSchemas) =>
  build(schemas, { customOptions, onCreate: boundKeywords }) as unknown as (
    part: RequestPart,
  ) => ValidateFunction;

export const createBodyCompiler = compilerWith(strict);
const createParameterCompiler = compilerWith(lenient);

/** Returns the function that compiles the schema of one part of a request. */
export function createValidatorCompiler(
  schemas: NamedSchemas,
): (part: RequestPart) => ValidateFunction {
  const compileBody = createBodyCompiler(schemas);
  const compileParameters = createParameterCompiler(schemas);
  const { bodies, parameters } = compiledBeside(schemas);
  return (part) =>
    part.httpPart === "body"
      ? bodies.get(part.schema, () => compileBody(part))
      : parameters.get(part.schema, () => compileParameters(part));
}

const buildSerializers = buildSerializerCompiler();

/** For every response except problems: these are numerous, and plain JSON is as fast for them. */
export const buildSerializer: SerializerFactory = (all, options) => {
  const schemas = all as NamedSchemas;
  const { answers } = compiledBeside(schemas);
  return (route) => {
    if (isProblem(route)) return JSON.stringify;
    const schema = route.schema as object;
    return answers.get(schema, () =>
      buildSerializers(referencedBy(schema, schemas), options)(route),
    );
  };
};

/** Every serializer checks all schemas that it gets, which is most of the time of a start. */
function referencedBy(schema: object, schemas: NamedSchemas): Record<string, object> {
  const found: Record<string, object> = {};
  const waiting = [schema];
  for (const next of waiting) {
    for (const [, id = ""] of JSON.stringify(next).matchAll(/"\$ref":"([^"#]+)#/g)) {
      const named = schemas[id];
      if (!named || id in found) continue;
      found[id] = named;
      waiting.push(named);
    }
  }
  return found;
}

function isProblem(route: object): boolean {
  return "contentType" in route && route.contentType === problemMediaType;
}
