import t from "tap";
import { jsonLimits, malformedJson, requireJsonWithin } from "../../src/formats/json.ts";

const { depthMax, membersMax, valuesMax } = jsonLimits;
const takes = (text: string) => t.doesNotThrow(() => requireJsonWithin(text));
const refuses = (text: string, detail: RegExp) =>
  t.throws(() => requireJsonWithin(text), {
    code: "invalid-request",
    validationErrors: [{ detail }],
  });

t.test("a text with too deep nesting is rejected before parsing", async () => {
  takes(`${"[".repeat(depthMax - 1)}${"]".repeat(depthMax - 1)}`);
  refuses("[".repeat(depthMax), /levels deep/);
  refuses('{"a":'.repeat(depthMax), /levels deep/);
  takes("[],".repeat(1_000));
});

t.test("an object with too many members is rejected at any depth", async () => {
  const members = (count: number) =>
    `{${Array.from({ length: count }, (_, index) => `"${index}":[{"a":1}]`).join()}}`;
  takes(members(membersMax));
  refuses(`[{"a":${members(membersMax + 1)}}]`, /members/);
  takes(`[${members(membersMax)},${members(membersMax)}]`);
});

t.test("too many values of any kind are rejected", async () => {
  takes(`[${"1,".repeat(valuesMax - 2)}1]`);
  refuses(`[${"1,".repeat(valuesMax)}1]`, /values/);
  refuses("[],".repeat(valuesMax), /values/);
});

t.test("the content of strings does not count", async () => {
  takes(JSON.stringify("[{,:".repeat(valuesMax)));
  takes(JSON.stringify({ a: '"[\\'.repeat(100), b: "\\" }));
  refuses(`["\\\\",${"[".repeat(depthMax)}`, /levels deep/);
  takes('"never closed');
  takes(`"${"\\".repeat(1_000)}`);
});

t.test(
  "a text that is not JSON is rejected with the position, and none of it is repeated",
  async (t) => {
    const detailOf = (text: string) => malformedJson(text).validationErrors[0]?.detail;
    t.equal(detailOf("{bad"), "is not JSON: see line 1, character 2");
    t.equal(detailOf('{\n  "geheim": 1,\n}'), "is not JSON: see line 3, character 1");
    t.equal(detailOf('{"a": [1'), "is not JSON: it ends too early, at line 1, character 9");
    t.equal(detailOf('{"__proto__": 1}'), "has a property named `__proto__` or `constructor`");
  },
);
