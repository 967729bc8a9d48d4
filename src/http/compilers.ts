import buildCompiler, {
  type BuildCompilerFromPool,
  type RouteDefinition,
} from "@fastify/ajv-compiler";
import buildSerializerCompiler, {
  type SerializerFactory,
} from "@fastify/fast-json-stringify-compiler";
import { problemMediaType } from "./problem.ts";

const strict = {
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  allowUnionTypes: true,
} as const;

/** Keeps one compiler for the scopes that know the same schemas; making one takes a tenth of a second. */
const build = buildCompiler();

/** All faults are told. A body holds what it holds; a parameter is text, so there a number is read from it. */
const buildValidator: BuildCompilerFromPool = (schemas) => {
  const ofBody = build(schemas, { customOptions: strict });
  const ofParameters = build(schemas, { customOptions: { ...strict, coerceTypes: true } });
  return (route) => {
    // Typed as a schema; what comes is a schema with its place.
    const { httpPart } = route as unknown as RouteDefinition;
    return httpPart === "body" ? ofBody(route) : ofParameters(route);
  };
};

const buildSerializers = buildSerializerCompiler();

/** A serializer is worked out for each answer but a problem: there are hundreds, and one is as good as JSON. */
const buildSerializer: SerializerFactory = (schemas, options) => {
  const build = buildSerializers(schemas, options);
  return (route) => (isProblem(route) ? JSON.stringify : build(route));
};

function isProblem(route: object): boolean {
  return "contentType" in route && route.contentType === problemMediaType;
}

export const compilers = { compilersFactory: { buildValidator, buildSerializer } };
