import buildCompiler, {
  type BuildCompilerFromPool,
  type RouteDefinition,
} from "@fastify/ajv-compiler";
import buildSerializerCompiler, {
  type SerializerFactory,
} from "@fastify/fast-json-stringify-compiler";
import { problemMediaType } from "../problems/problem.ts";

const strict = {
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  allowUnionTypes: true,
} as const;

/** Keeps one compiler for the scopes that know the same schemas; making one takes a tenth of a second. */
const build = buildCompiler();

/**
 * For text that becomes a number: strictly, bounds are looked at for finite numbers alone, and `1e309`
 * is past them all.
 */
const lenient = { ...strict, coerceTypes: true, strictNumbers: false } as const;

/** All faults are told. A body holds what it holds; a parameter is text, so there a number is read from it. */
const buildValidator: BuildCompilerFromPool = (schemas) => {
  const ofBody = build(schemas, { customOptions: strict });
  const ofParameters = build(schemas, { customOptions: lenient });
  return (route) => {
    // Typed as a schema; what comes is a schema with its place.
    const { httpPart } = route as unknown as RouteDefinition;
    const validator = atFirstUse(() => (httpPart === "body" ? ofBody : ofParameters)(route));
    const validate = (data: unknown) => validator()(data) || { error: validator().errors };
    // Typed as ajv's own function, of which the framework needs no more than the call.
    return validate as unknown as ReturnType<typeof ofBody>;
  };
};

const buildSerializers = buildSerializerCompiler();

/** For each answer but a problem: there are hundreds, and a serializer of one is as good as JSON. */
const buildSerializer: SerializerFactory = (schemas, options) => {
  const build = buildSerializers(schemas, options);
  return (route) => {
    if (isProblem(route)) return JSON.stringify;
    const serializer = atFirstUse(() => build(route));
    return (data: unknown) => serializer()(data);
  };
};

/** Compiling all takes longer than all else that a start does, and most are not used for a while. */
function atFirstUse<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function isProblem(route: object): boolean {
  return "contentType" in route && route.contentType === problemMediaType;
}

export const compilers = { compilersFactory: { buildValidator, buildSerializer } };
