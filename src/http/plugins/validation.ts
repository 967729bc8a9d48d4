// Compiles the schemas of requests and responses, each at its first use: all of them together would be a quarter of a
// start. A test compiles all of them, so that none is broken.
import buildCompiler from "@fastify/ajv-compiler";
import buildSerializerCompiler, {
  type SerializerFactory,
} from "@fastify/fast-json-stringify-compiler";
import type { ValidateFunction } from "ajv";
import type { FastifySchemaValidationError } from "fastify";
import { once } from "../../domain/once.ts";
import { problemMediaType } from "../problems/problem.ts";
import { boundedCode, boundKeywords } from "./bounded-validation.ts";

/** Schemas that others refer to, by `$id`. */
type NamedSchemas = Readonly<Record<string, object>>;

interface RequestPart {
  readonly schema: object;
  readonly httpPart?: string;
}

/** Whether the value is valid; `errors` are those of the last value. */
export interface Validate<Valid = unknown> {
  (value: unknown): value is Valid;
  errors?: FastifySchemaValidationError[] | null;
}

type Serializer = ReturnType<ReturnType<SerializerFactory>>;

/** Functions by the JSON of their schema. */
class BySchema<Made> {
  readonly #made = new Map<string, Made>();

  get(schema: object, make: () => Made): Made {
    const key = JSON.stringify(schema);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(key, made);
    return made;
  }
}

/** Functions for schemas that refer to the same named schemas. */
class CompiledParts {
  readonly bodies = new BySchema<Validate>();
  readonly parameters = new BySchema<Validate>();
  readonly answers = new BySchema<Serializer>();
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
  // The test that compiles all schemas validates them. Here it would compile the schema of schemas first.
  validateSchema: false,
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
export const createParameterCompiler = compilerWith(lenient);

/** Returns a validator of a body that no named schema is part of, which is compiled at its first use. */
export const createBodyValidator = <Body>(schema: object): Validate<Body> =>
  validateLater<Body>(() => createBodyCompiler({})({ schema }));

function validateLater<Valid>(compile: () => ValidateFunction): Validate<Valid> {
  const compiled = once(compile);
  const validate: Validate<Valid> = (value): value is Valid => {
    const check = compiled();
    const isValid = check(value);
    validate.errors = check.errors as FastifySchemaValidationError[] | null;
    return isValid;
  };
  return validate;
}

/** Returns the function that makes a validator of one part of a request. */
export function createValidatorCompiler(schemas: NamedSchemas): (part: RequestPart) => Validate {
  const compileBody = once(() => createBodyCompiler(schemas));
  const compileParameters = once(() => createParameterCompiler(schemas));
  const { bodies, parameters } = compiledBeside(schemas);
  return (part) =>
    part.httpPart === "body"
      ? bodies.get(part.schema, () => validateLater(() => compileBody()(part)))
      : parameters.get(part.schema, () => validateLater(() => compileParameters()(part)));
}

const buildSerializers = buildSerializerCompiler();

/** Compiles the schema of one answer. */
export const createAnswerCompiler: SerializerFactory = (all, options) => (route) =>
  buildSerializers(referencedBy(route.schema as object, all as NamedSchemas), options)(route);

/** For every response except problems: these are numerous, and plain JSON is as fast for them. */
export const buildSerializer: SerializerFactory = (all, options) => {
  const { answers } = compiledBeside(all as NamedSchemas);
  const compile = createAnswerCompiler(all, options);
  return (route) => {
    if (isProblem(route)) return JSON.stringify;
    return answers.get(route.schema as object, () => {
      const serializer = once(() => compile(route));
      return (answer) => serializer()(answer);
    });
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
