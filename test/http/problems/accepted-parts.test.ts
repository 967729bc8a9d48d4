import type { FastifySchemaValidationError } from "fastify";
import t from "tap";
import { createBodyCompiler } from "../../../src/http/plugins/validation.ts";
import { acceptedPartsOf, unnamed } from "../../../src/http/problems/accepted-parts.ts";

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["name"],
  properties: {
    name: { type: "string", maxLength: 3 },
    "a/b~c": { type: "string" },
    list: { type: "array", maxItems: 2, minItems: 1, uniqueItems: true, items: { type: "string" } },
    rows: { type: "array", items: { type: "object", properties: { id: { type: "string" } } } },
  },
};
const validate = createBodyCompiler({})({ schema });

function accepted(body: unknown) {
  validate(body);
  return acceptedPartsOf(body, (validate.errors ?? []) as FastifySchemaValidationError[]);
}

t.test(
  "only the rejected values of a body are left out, and items keep their places",
  async (t) => {
    t.strictSame(accepted({ name: "a", list: ["a", 1] }), { name: "a", list: ["a", undefined] });
    t.strictSame(accepted({ name: "long", list: ["a"] }), { name: undefined, list: ["a"] });
    t.strictSame(accepted({ list: ["a"], x: 1, "a/b~c": 1 }), { list: ["a"], "a/b~c": undefined });
    t.strictSame(accepted({ name: "a", rows: [1, { id: 1 }, { id: "a" }] }), {
      name: "a",
      rows: [undefined, { id: undefined }, { id: "a" }],
    });
  },
);

t.test("a list with too many, too few or equal items keeps the items", async (t) => {
  t.strictSame(accepted({ name: "a", list: ["a", "b", "c"] }), { name: "a", list: ["a", "b"] });
  t.strictSame(accepted({ name: "a", list: ["a", "a"] }), { name: "a", list: ["a", "a"] });
  t.strictSame(accepted({ name: "a", list: [] }), { name: "a", list: [] });
  t.strictSame(accepted({ name: "a", list: "a" }), { name: "a", list: undefined });
});

t.test("a body that is not an object has no accepted part", async (t) => {
  for (const body of [null, 1, "a", [], [{}], undefined]) t.strictSame(accepted(body), {});
});

t.test("the body stays as its sender wrote it", async (t) => {
  const body = {
    x: 1,
    name: "long",
    list: ["a", 1, "c"],
    rows: [{ id: 1 }, { id: 2 }, { id: "a" }],
  };
  const before = structuredClone(body);
  t.strictSame(accepted(body), {
    name: undefined,
    list: ["a", undefined],
    rows: [{ id: undefined }, { id: undefined }, { id: "a" }],
  });
  t.strictSame(body, before);
  t.strictSame(Object.keys(body), Object.keys(before));
});

t.test("a place that the schema names is not named again", async (t) => {
  const named = [{ pointer: "/list", detail: "must not be empty" }];
  const rules = [
    { pointer: "/list", detail: "has no address" },
    { pointer: "/list/0", detail: "has no @" },
  ];
  t.strictSame(unnamed(rules, named), [rules[1]]);
});
