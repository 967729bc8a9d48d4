import buildCompiler, {
  type BuildCompilerFromPool,
  type RouteDefinition,
} from "@fastify/ajv-compiler";
import buildSerializerCompiler, {
  type SerializerFactory,
} from "@fastify/fast-json-stringify-compiler";
import { problemMediaType } from "../problems/problem.ts";
import { boundedCode, boundKeywords } from "./bounded-validation.ts";

const strict = {
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  allowUnionTypes: true,
  code: boundedCode,
} as const;

/** Shares one compiler between scopes with the same schemas; creating one takes 100 ms. */
const build = buildCompiler();

/**
 * For text that becomes a number: ajv checks bounds only for finite numbers, and `1e309` overflows
 * to infinity.
 */
const lenient = { ...strict, coerceTypes: true, strictNumbers: false } as const;

/**
 * Reports all errors, up to `validationErrorsMax`. Body values keep their types; a parameter is text,
 * so numbers are parsed.
 */
const buildValidator: BuildCompilerFromPool = (schemas) => {
  const ofBody = build(schemas, { customOptions: strict, onCreate: boundKeywords });
  const ofParameters = build(schemas, { customOptions: lenient, onCreate: boundKeywords });
  return (route) => {
    // The type says a schema; the value is a schema with its HTTP part.
    const { httpPart } = route as unknown as RouteDefinition;
    const validator = atFirstUse(() => (httpPart === "body" ? ofBody : ofParameters)(route));
    const validate = (data: unknown) => validator()(data) || { error: validator().errors };
    // The type is ajv's own function, of which the framework only needs the call.
    return validate as unknown as ReturnType<typeof ofBody>;
  };
};

const buildSerializers = buildSerializerCompiler();

/** For every response except problems: these are numerous, and plain JSON is as fast for them. */
const buildSerializer: SerializerFactory = (schemas, options) => {
  const build = buildSerializers(schemas, options);
  return (route) => {
    if (isProblem(route)) return JSON.stringify;
    const serializer = atFirstUse(() => build(route));
    return (data: unknown) => serializer()(data);
  };
};

/**
 * Compiles at first use: compiling all takes longer than the rest of the start, and most are not
 * used for a while.
 */
function atFirstUse<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function isProblem(route: object): boolean {
  return "contentType" in route && route.contentType === problemMediaType;
}

export const compilers = { compilersFactory: { buildValidator, buildSerializer } };
