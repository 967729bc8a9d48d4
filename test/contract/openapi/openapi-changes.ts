// Breaking changes between two releases of the API, each of one or more OpenAPI documents.
import { type Direction, type Schema, type Side, schemaChanges } from "./schema-changes.ts";

interface Reference {
  readonly $ref?: string;
}

interface Parameter extends Reference {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Response extends Reference {
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Content;
}

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Reference & { readonly required?: boolean; readonly content?: Content };
  readonly responses?: Readonly<Record<string, Response>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}

export interface OpenapiDocument {
  readonly servers?: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** An operation with everything that it refers to in its document. */
interface Located {
  readonly operation: Operation;
  readonly document: OpenapiDocument;
}

/** Returns each breaking change, beginning with its operation. Paths are compared below their server. */
export function breakingChanges(
  released: readonly OpenapiDocument[],
  current: readonly OpenapiDocument[],
): string[] {
  const now = operationsOf(current);
  return [...operationsOf(released)].flatMap(([name, old]) => {
    const same = now.get(name);
    const changes = same ? operationChanges(old, same) : ["the operation is removed"];
    return changes.map((change) => `${name}: ${change}`);
  });
}

/** By method and absolute path, in which the names of parameters do not matter. */
function operationsOf(documents: readonly OpenapiDocument[]): Map<string, Located> {
  return new Map(
    documents.flatMap((document) => {
      const base = (document.servers?.[0]?.url ?? "").replace(/\/$/, "");
      return Object.entries(document.paths).flatMap(([path, item]) =>
        Object.entries(item).map(([method, operation]): [string, Located] => [
          `${method.toUpperCase()} ${`${base}${path}`.replace(/\{\w+\}/g, "{}")}`,
          { operation, document },
        ]),
      );
    }),
  );
}

function operationChanges(old: Located, now: Located): string[] {
  const [from, to] = [old.operation, now.operation];
  return [
    ...(from.operationId === to.operationId ? [] : [`operationId became ${to.operationId}`]),
    ...securityChanges(from, to),
    ...parameterChanges(old, now),
    ...bodyChanges(old, now),
    ...responseChanges(old, now),
  ];
}

function securityChanges(
  { security: old = [] }: Operation,
  { security = [] }: Operation,
): string[] {
  if (security.length === 0) return [];
  if (old.length === 0) return ["it needs a token now"];
  const schemes = (one: object) => Object.keys(one).sort().join(" and ");
  const accepted = security.map(schemes);
  return old
    .map(schemes)
    .filter((one) => !accepted.includes(one))
    .map((one) => `${one} is no longer accepted`);
}

function parameterChanges(old: Located, now: Located): string[] {
  const before = parametersOf(old);
  const after = parametersOf(now);
  const added = [...after].filter(([name, { required }]) => required && !before.has(name));
  return [
    ...added.map(([name]) => `${name} is required now`),
    ...[...before].flatMap(([name, from]) => {
      const to = after.get(name);
      if (!to) return [`${name} is removed`];
      const [one, other] = [from.schema ?? {}, to.schema ?? {}];
      return [
        ...(to.required && !from.required ? [`${name} is required now`] : []),
        ...(one.default === other.default
          ? []
          : [`${name} has another default: ${one.default} became ${other.default}`]),
        ...compare("request", old, now, one, other).map((change) => `${name} ${change}`),
      ];
    }),
  ];
}

/** By place and name; a path parameter by its position, because its name is not sent. */
function parametersOf({ operation, document }: Located): Map<string, Parameter> {
  const parameters = (operation.parameters ?? []).map((one) => target(document, one));
  const inPath = parameters.filter((one) => one.in === "path");
  return new Map(
    parameters.map((parameter) => {
      const name = parameter.in === "path" ? inPath.indexOf(parameter) + 1 : parameter.name;
      return [`${parameter.in} parameter ${name}`, parameter];
    }),
  );
}

function bodyChanges(old: Located, now: Located): string[] {
  const from = old.operation.requestBody && target(old.document, old.operation.requestBody);
  const to = now.operation.requestBody && target(now.document, now.operation.requestBody);
  if (!to) return from ? ["the body is removed"] : [];
  const isNeeded = to.required === true && from?.required !== true;
  return [
    ...(isNeeded ? ["the body is required now"] : []),
    ...contentChanges("request", old, now, from?.content, to.content).map(
      (change) => `the body ${change}`,
    ),
  ];
}

function responseChanges(old: Located, now: Located): string[] {
  const [from, to] = [old.operation.responses ?? {}, now.operation.responses ?? {}];
  const isSuccess = (status: string) => /^[23]/.test(status);
  const added = Object.keys(to).filter((status) => isSuccess(status) && !(status in from));
  return [
    ...added.map((status) => `${status} is a new success`),
    ...Object.entries(from).flatMap(([status, response]) => {
      const same = to[status];
      if (!same) return [`${status} is removed`];
      const [one, other] = [target(old.document, response), target(now.document, same)];
      const headers = Object.keys(one.headers ?? {}).filter(
        (name) => !(name in (other.headers ?? {})),
      );
      return [
        ...headers.map((name) => `${status} has no ${name}`),
        ...contentChanges("response", old, now, one.content, other.content).map(
          (change) => `${status} ${change}`,
        ),
      ];
    }),
  ];
}

function contentChanges(
  direction: Direction,
  old: Located,
  now: Located,
  from: Content = {},
  to: Content = {},
): string[] {
  return Object.entries(from).flatMap(([mediaType, { schema = {} }]) => {
    const same = to[mediaType];
    if (!same) return [`in ${mediaType} is removed`];
    return compare(direction, old, now, schema, same.schema ?? {}).map(
      (change) => `in ${mediaType} ${change}`,
    );
  });
}

function compare(direction: Direction, old: Located, now: Located, from: Schema, to: Schema) {
  const side = (schema: Schema, { document }: Located): Side => ({
    schema,
    resolve: ($ref) => target(document, { $ref }) as Schema,
  });
  return schemaChanges(direction, side(from, old), side(to, now));
}

/** Returns what a reference leads to, or the object itself. */
function target<Target extends Reference>(
  { components = {} }: OpenapiDocument,
  object: Target,
): Target {
  const [, kind = "", name = ""] = /^#\/components\/(\w+)\/(.+)$/.exec(object.$ref ?? "") ?? [];
  const found = components[kind]?.[name];
  if (object.$ref !== undefined && !found) throw new Error(`${object.$ref} leads nowhere.`);
  return (found as Target) ?? object;
}
