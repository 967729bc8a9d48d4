import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import t from "tap";
import { startTestService } from "../../support/service.ts";

interface MediaType {
  readonly schema: { readonly $ref: string };
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}
interface Body {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name?: string }[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

t.test("the examples of the OpenAPI document", async (t) => {
  const { api } = await startTestService(t);
  const { body: document } = await api("getOpenapi");
  const { body: beside } = await api("getServiceOpenapi");
  for (const [kind, all] of Object.entries(beside.components)) {
    document.components[kind] = { ...(all as object), ...document.components[kind] };
  }
  const paths = [...Object.values(document.paths), ...Object.values(beside.paths)];
  const operations = paths.flatMap((path) => Object.values(path as Record<string, Operation>));
  const ajv = new Ajv2020({ strict: false, allErrors: true, unicodeRegExp: true });
  addFormats.default(ajv);
  ajv.addSchema(document, "document");

  const resolve = (ref: string) =>
    ref
      .slice(2)
      .split("/")
      .reduce((value, key) => value[key], document);
  const bodiesOf = ({ operationId, requestBody, responses }: Operation) =>
    Object.entries({ request: requestBody, ...responses }).flatMap(([place, body]) => {
      const { content = {} }: Body = body?.$ref ? resolve(body.$ref) : (body ?? {});
      return Object.entries(content).map(([type, mediaType]) => ({
        title: `${operationId} ${place} ${type}`,
        type,
        mediaType,
      }));
    });
  const examplesOf = ({ example, examples = {} }: MediaType): unknown[] => [
    ...(example === undefined ? [] : [example]),
    ...Object.values(examples).map(({ $ref }) => resolve($ref).value),
  ];
  const bodies = operations.flatMap(bodiesOf);

  await t.test("every media type of every body has an example", async (t) => {
    t.ok(bodies.length > 200);
    const without = bodies.filter(({ mediaType }) => examplesOf(mediaType).length === 0);
    t.strictSame(
      without.map(({ title }) => title),
      [],
    );
  });

  await t.test("every JSON example is valid against its schema", async (t) => {
    const invalid = bodies.flatMap(({ title, mediaType }) => {
      const validate = ajv.getSchema(`document${mediaType.schema.$ref}`);
      if (!validate) return [`${title}: has no named schema`];
      return examplesOf(mediaType)
        .filter((example) => !validate(example))
        .map(() => `${title}: ${ajv.errorsText(validate.errors)}`);
    });
    t.strictSame(invalid, []);
  });

  await t.test("an example in CSV or XML is text", async (t) => {
    const texts = bodies.filter(({ type }) =>
      ["text/csv", "application/xml", "text/xml"].includes(type),
    );
    t.ok(texts.length >= 5);
    for (const { title, mediaType } of texts) t.type(mediaType.example, "string", title);
  });

  await t.test("a cursor has no example, because Swagger UI would send it", async (t) => {
    const text = JSON.stringify(
      operations.flatMap(({ parameters = [] }) =>
        parameters.filter(({ name }) => name === "cursor"),
      ),
    );
    t.match(text, "cursor");
    t.notMatch(text, "example");
  });
});
