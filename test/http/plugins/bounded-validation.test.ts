import t from "tap";
import { createBodyCompiler } from "../../../src/http/plugins/validation.ts";
import { validationErrorsOf } from "../../../src/http/problems/validation-errors.ts";

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["rows"],
  properties: {
    rows: {
      type: "array",
      maxItems: 200,
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          name: { type: "string", maxLength: 10, pattern: "^a" },
          id: { type: "string", format: "uuid" },
        },
      },
    },
    more: { type: "array", maxItems: 2, items: { type: "string" } },
  },
};
const validate = createBodyCompiler({})({ schema });
const faults = (body: unknown) => {
  if (validate(body)) return [];
  return validationErrorsOf(validate.errors ?? [], "body").map(
    ({ pointer, detail }) => `${pointer} ${detail}`,
  );
};

t.test("all validation errors of a body are listed", async (t) => {
  t.strictSame(faults({ rows: [{ name: "a" }] }), []);
  const rows = [{ name: "b" }, 1, { name: "a", more: true }, { id: "1" }];
  t.strictSame(faults({ rows, more: ["1", 2, "3"] }), [
    "/rows/0/name has a form that is not allowed",
    "/rows/1 must be an object",
    "/rows/2/more is an unknown property",
    "/rows/3/id must be a UUID, such as 0198f3a2-7b1c-7d52-9e4f-3a1b2c3d4e5f",
    "/more must have at most 2 items",
    "/more/1 must be a text",
  ]);
});

t.test("at most a hundred validation errors are collected", async (t) => {
  t.equal(faults({ rows: Array(200).fill(1) }).length, 100);
  t.equal(faults({ rows: Array(200).fill({ name: 1 }) }).length, 100);
  const unknown = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 1]));
  t.equal(faults({ rows: [], ...unknown }).length, 100);
  t.equal(faults({ rows: [unknown, unknown] }).length, 100);
});

t.test("validation of a list that is too long stops at the maximum length", async (t) => {
  const items = Array(200).fill({});
  t.strictSame(faults({ rows: [...items, 1, 1] }), ["/rows must have at most 200 items"]);
});

t.test("a text that is too long gets only that error", async (t) => {
  t.strictSame(faults({ rows: [{ name: "b".repeat(5_000) }] }), [
    "/rows/0/name must have at most 10 characters",
  ]);
  t.strictSame(faults({ rows: [{ id: "1".repeat(5_000) }] }), [
    "/rows/0/id must be a UUID, such as 0198f3a2-7b1c-7d52-9e4f-3a1b2c3d4e5f",
  ]);
});
