import buildCompiler, {
  type BuildCompilerFromPool,
  type RouteDefinition,
} from "@fastify/ajv-compiler";

const strict = {
  allErrors: true,
  coerceTypes: false,
  removeAdditional: false,
  allowUnionTypes: true,
} as const;

/** All faults are told. A body holds what it holds; a parameter is text, so there a number is read from it. */
const buildValidator: BuildCompilerFromPool = (schemas) => {
  const build = buildCompiler();
  const ofBody = build(schemas, { customOptions: strict });
  const ofParameters = build(schemas, { customOptions: { ...strict, coerceTypes: true } });
  return (route) => {
    // Typed as a schema; what comes is a schema with its place.
    const { httpPart } = route as unknown as RouteDefinition;
    return httpPart === "body" ? ofBody(route) : ofParameters(route);
  };
};

export const validation = { compilersFactory: { buildValidator } };
