// Splits the generated document in two: the API below `/v1`, and the service routes beside it. `servers` of a
// path would say the same in one document, but client generators ignore it.

type Json = Readonly<Record<string, unknown>>;

interface Operation {
  readonly tags: readonly string[];
  readonly security: readonly Json[];
}

export interface OpenapiDocument extends Json {
  readonly info: Json;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Json>>;
}

export interface Part {
  readonly info: Json;
  readonly servers: readonly Json[];
  /** Returns the path below the server of this part; `undefined` for a route of the other part. */
  readonly pathOf: (url: string) => string | undefined;
}

/** Returns a document of some of the paths, with only the tags and components that these use. */
export function partOf(whole: OpenapiDocument, { info, servers, pathOf }: Part): OpenapiDocument {
  const paths = Object.fromEntries(
    Object.entries(whole.paths).flatMap(([url, operations]) => {
      const path = pathOf(url);
      return path === undefined ? [] : [[path, operations]];
    }),
  );
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const tags = new Set(operations.flatMap(({ tags }) => tags));
  return {
    ...whole,
    info: { ...whole.info, ...info },
    servers,
    tags: whole.tags.filter(({ name }) => tags.has(name)),
    components: usedComponents(whole.components, operations),
    paths,
  };
}

/** Returns the components to which the operations refer, directly or through other components. */
function usedComponents(
  components: OpenapiDocument["components"],
  operations: readonly Operation[],
): OpenapiDocument["components"] {
  const used = new Set(
    operations
      .flatMap(({ security }) => security.flatMap((one) => Object.keys(one)))
      .map((name) => `securitySchemes/${name}`),
  );
  const waiting: unknown[] = [operations];
  for (const next of waiting) {
    for (const [, place = ""] of JSON.stringify(next).matchAll(/"#\/components\/([^"]+)"/g)) {
      if (used.has(place)) continue;
      used.add(place);
      const [kind = "", name = ""] = place.split("/");
      waiting.push(components[kind]?.[name]);
    }
  }
  const kinds = Object.entries(components).map(([kind, all]) => [
    kind,
    Object.fromEntries(Object.entries(all).filter(([name]) => used.has(`${kind}/${name}`))),
  ]);
  return Object.fromEntries(kinds.filter(([, all]) => Object.keys(all ?? {}).length > 0));
}
