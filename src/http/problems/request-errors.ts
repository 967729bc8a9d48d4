// Collects all validation errors of a request. The framework stops at the first part of a request that
// its schema rejects, and the rules of a service see only bodies that the schema accepts.

import type {
  FastifyContextConfig,
  FastifyError,
  FastifyRequest,
  FastifySchema,
  FastifySchemaValidationError,
} from "fastify";
import type { Static, TSchema } from "typebox";
import {
  invalidRequest,
  pathWithSlash,
  ServiceError,
  type ValidationError,
  validationErrorsMax,
} from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import { acceptedPartsOf, unnamed } from "./accepted-parts.ts";
import { serviceErrorOf } from "./problem.ts";
import { validationErrorsOf } from "./validation-errors.ts";

/**
 * What the schema accepts of an invalid body: a rejected property or item of a list is `undefined`.
 */
export type AcceptedParts<Body> = {
  readonly [Name in keyof Body]?: Body[Name] extends readonly (infer Item)[]
    ? readonly (Item | undefined)[]
    : Body[Name];
};

type RuleErrors = (
  request: FastifyRequest,
  accepted: AcceptedParts<never>,
) => readonly ValidationError[] | Promise<readonly ValidationError[]>;

declare module "fastify" {
  interface FastifyContextConfig {
    /** Finds errors against the rules of the service in the parts that the schema accepts. */
    readonly ruleErrors?: RuleErrors;
  }
}

/** Returns the rules of an operation for its `config`; they run only when the schema rejects a request. */
export function rulesOf<Schema extends TSchema>(
  _body: Schema,
  find: (
    request: FastifyRequest,
    accepted: AcceptedParts<Static<Schema>>,
  ) => readonly ValidationError[] | Promise<readonly ValidationError[]>,
): RuleErrors {
  return find as unknown as RuleErrors;
}

/**
 * Converts any thrown value to a `ServiceError`. A request that a schema rejects gets the errors of
 * all its parts, and those of the rules.
 */
export async function requestErrorOf(
  request: FastifyRequest,
  error: unknown,
): Promise<ServiceError> {
  const { validation, validationContext } = error as Partial<FastifyError>;
  if (!validation || validationContext === "params") {
    const serviceError = serviceErrorOf(error);
    const [path = ""] = request.url.split("?", 1);
    if (validation && path.endsWith("/")) return pathWithSlash();
    return serviceError.code === "unsupported-media-type"
      ? unsupportedMediaType(request, error)
      : serviceError;
  }
  const bodyErrors = validationContext === "body" ? validation : [];
  const schemaErrors = [
    ...validationErrorsOf(validation, validationContext),
    ...(validationContext === "body" ? laterErrors(request) : []),
  ];
  try {
    const ruleErrors = await ruleErrorsOf(request, bodyErrors);
    return invalidRequest([...schemaErrors, ...unnamed(ruleErrors, schemaErrors)]);
  } catch (thrown) {
    // A caller whose credential or role does not allow the operation.
    return serviceErrorOf(thrown);
  }
}

function unsupportedMediaType({ routeOptions }: FastifyRequest, cause: unknown): ServiceError {
  const types = acceptedTypesOf(routeOptions.schema, routeOptions.config);
  const detail =
    types.length === 0
      ? say("body-not-taken")
      : say("content-types-supported", { types: types.join(", ") });
  return new ServiceError("unsupported-media-type", detail, { cause });
}

function acceptedTypesOf(schema: FastifySchema = {}, { upload }: FastifyContextConfig) {
  const body = (upload?.body ?? schema.body) as { readonly content?: object } | undefined;
  if (schema.consumes) return schema.consumes;
  if (body === undefined) return [];
  return body.content ? Object.keys(body.content) : ["application/json"];
}

/** Errors of the parts that the framework validates after the body. */
function laterErrors(request: FastifyRequest): ValidationError[] {
  const validate = request.getValidationFunction("querystring");
  if (!validate || validate(request.query)) return [];
  return validationErrorsOf(validate.errors ?? [], "querystring");
}

async function ruleErrorsOf(
  request: FastifyRequest,
  bodyErrors: readonly FastifySchemaValidationError[],
): Promise<readonly ValidationError[]> {
  const { ruleErrors } = request.routeOptions.config;
  if (!ruleErrors || bodyErrors.length >= validationErrorsMax) return [];
  return await ruleErrors(request, acceptedPartsOf(request.body, bodyErrors) as never);
}
