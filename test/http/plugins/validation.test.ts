import t from "tap";
import { compilers } from "../../../src/http/plugins/validation.ts";
import { problemMediaType } from "../../../src/http/problems/problem.ts";

const { buildSerializer } = compilers.compilersFactory;
const schema = { type: "object", properties: { name: { type: "string" } } };
const answerOf = (contentType: string) => {
  const route = { schema, method: "GET", url: "/", httpStatus: "200", contentType };
  return buildSerializer({}, {})(route);
};
const answer = { name: "Wimpie", password: "not for the answer" };

t.test("a response contains only properties of its schema", async (t) => {
  t.equal(answerOf("application/json")(answer), `{"name":"Wimpie"}`);
});

t.test("a problem is serialised without a compiled serialiser", async (t) => {
  t.equal(answerOf(problemMediaType), JSON.stringify);
});
