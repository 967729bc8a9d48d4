// The words of validation errors: for every schema of a request, whatever is sent.
import type { FastifySchemaValidationError } from "fastify";
import t from "tap";
import { translationOf } from "../../../src/domain/messages/messages.ts";
import { createBodyCompiler } from "../../../src/http/plugins/validation.ts";
import {
  formatDetails,
  patternDetails,
  validationErrorsOf,
} from "../../../src/http/problems/validation-errors.ts";
import { operations, schemaAt } from "../../support/contract.ts";

type Schema = Readonly<Record<string, unknown>>;

/** Every schema of a part of a body or of a parameter, with the names of its properties. */
function* schemasOf(place: string, schema: Schema): Generator<readonly [string, Schema]> {
  if (typeof schema["$ref"] === "string") {
    yield* schemasOf(place, schemaAt(schema["$ref"]) as Schema);
    return;
  }
  yield [place, schema];
  for (const [name, property] of Object.entries((schema["properties"] ?? {}) as Schema)) {
    yield* schemasOf(`${place}/${name}`, property as Schema);
  }
  if (schema["items"]) yield* schemasOf(`${place}/*`, schema["items"] as Schema);
}

const requestSchemas = [...operations.values()].flatMap(({ operationId, bodies, parameters }) => [
  ...Object.entries(bodies).flatMap(([type, { schema }]) => [
    ...schemasOf(`${operationId} ${type} `, schema as Schema),
  ]),
  ...parameters.flatMap((parameter) => {
    const { schema = {} } = parameter as { readonly schema?: Schema };
    return [...schemasOf(`${operationId} ${parameter.name}`, schema)];
  }),
]);

const hostile = [
  ...[null, true, 0, -1, 1.5, 1e9, {}, { "a/b~c": 1 }, [], [1], ["a", "a"], [1, 1]],
  ...["", " ", "\u0000", "\n", "a", "ab c", "!", "A".repeat(2_000)],
  Array(600).fill("a"),
  Array.from({ length: 20_001 }, (_, index) => index),
];

const sentences =
  /^(is missing|is not a cursor that this service gave|is an unknown property|must (not be empty|not have control characters|not have the same item twice: see \d+ and \d+|have at (least|most) \d+ (character|item)s?|have exactly one property|have a visible character( and no control characters)?|be \d+ or (more|less)|be one of: [\w -]+(, [\w -]+)*|be a role code of EDEXML: .+|be a UUID, such as .+|be a date and time in RFC 3339, such as .+|be (a text|a list|an object|true or false|a whole number|a number|null)( or (a list|null))?))$/;

/** The schema of one value, without its description and what it contains. */
function keywordsOf({ $id, description, examples, default: _, title, ...schema }: Schema): string {
  if (!schema["items"]) return JSON.stringify(schema);
  // With the type of the items a comparison of all pairs is avoided, as in production.
  const { type } = schema["items"] as Schema;
  return JSON.stringify({ ...schema, items: type === undefined ? {} : { type } });
}

const compile = createBodyCompiler({});

t.test(
  "every request schema rejects in plain words of both languages, once, and without a pattern",
  async (t) => {
    t.ok(requestSchemas.length > 100);
    const seen = new Set<string>();
    const faults: string[] = [];
    // Many properties have the same schema.
    const distinct = new Map(requestSchemas.map(([place, schema]) => [keywordsOf(schema), place]));
    for (const [keywords, place] of distinct) {
      const validate = compile({ schema: JSON.parse(keywords) });
      for (const value of hostile) {
        if (validate(value)) continue;
        const errors = validationErrorsOf(
          (validate.errors ?? []) as FastifySchemaValidationError[],
          "body",
        );
        const ofList = errors.filter(({ detail }) => detail.includes("item"));
        const pointers = new Set(errors.map(({ pointer }) => pointer));
        if (errors.length === 0) faults.push(`${place}: no error`);
        if (ofList.length === 0 && pointers.size < errors.length) faults.push(`${place}: twice`);
        for (const { detail } of errors) {
          seen.add(detail);
          if (!sentences.test(detail)) faults.push(`${place}: ${detail}`);
          if (translationOf(detail, "nl") === undefined)
            faults.push(`${place}: no Dutch: ${detail}`);
        }
      }
    }
    t.strictSame(faults, []);
    for (const detail of [
      "must be one of: password, picture",
      "must be one of: MOO, ZuluConnect, Cloudwise, Mijn Onderwijs Portaal, Ratho Portaal, Prowise, Miloo, OnlineKlas, null",
      "must not be empty",
      "must have at least 1 item",
      "must be a text or null",
      "must be 200 or less",
    ]) {
      t.ok(seen.has(detail), detail);
    }
  },
);

t.test("every pattern and format of a request has words", async (t) => {
  for (const [place, { pattern, format }] of requestSchemas) {
    if (pattern !== undefined) t.ok(`${pattern}` in patternDetails, `${place}: ${pattern}`);
    if (format !== undefined) t.ok(`${format}` in formatDetails, `${place}: ${format}`);
  }
});

t.test("an unknown keyword, pattern or format is not repeated", async (t) => {
  const errorOf = (keyword: string, params: Record<string, unknown>) =>
    validationErrorsOf(
      [{ keyword, instancePath: "/a", params, schemaPath: "", message: "raw ^x$" }],
      "body",
    );
  t.strictSame(errorOf("not", {}), [{ pointer: "/a", detail: "is not valid" }]);
  for (const keyword of ["pattern", "format"]) {
    t.strictSame(errorOf(keyword, { [keyword]: "^x$" }), [
      { pointer: "/a", detail: "has a form that is not allowed" },
    ]);
  }
});
