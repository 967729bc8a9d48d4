import Fastify, { type FastifyError } from "fastify";
import t from "tap";
import { buildSerializer, createValidatorCompiler } from "../../../src/http/plugins/validation.ts";
import { problemMediaType } from "../../../src/http/problems/problem.ts";

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

t.test("a schema is found through the schemas that refer to it", async (t) => {
  const named = {
    Child: schema,
    Family: { type: "object", properties: { child: { $ref: "Child#" } } },
    Street: { type: "array", items: { $ref: "Family#" } },
  };
  const route = { schema: { $ref: "Street#" }, method: "GET", url: "/", httpStatus: "200" };
  const serialize = buildSerializer(named, {})(route);
  t.equal(serialize([{ child: answer }]), `[{"child":{"name":"Wimpie"}}]`);
});

t.test("the same reference in two services has the schema of each", async (t) => {
  const route = { schema: { $ref: "Child#" }, method: "GET", url: "/", httpStatus: "200" };
  const other = { type: "object", properties: { password: { type: "string" } } };
  t.equal(buildSerializer({ Child: schema }, {})(route)(answer), `{"name":"Wimpie"}`);
  t.equal(
    buildSerializer({ Child: other }, {})(route)(answer),
    `{"password":"not for the answer"}`,
  );
  const body = { schema: { $ref: "Child#" }, httpPart: "body" };
  const number = { $id: "Child", type: "number" };
  t.equal(createValidatorCompiler({ Child: { $id: "Child", ...schema } })(body)(answer), true);
  t.equal(createValidatorCompiler({ Child: number })(body)(answer), false);
});

t.test("a schema is compiled once for equal schemas, and again beside another one", async (t) => {
  const route = { schema: { $ref: "Child#" }, method: "GET", url: "/", httpStatus: "200" };
  const compiledBeside = (named: object) => buildSerializer(named, {})(route);
  const first = compiledBeside({ Child: { ...schema } });
  t.equal(compiledBeside({ Child: { ...schema } }), first);
  t.not(compiledBeside({ Child: { ...schema }, Family: schema }), first);
  t.not(compiledBeside({ Child: { type: "string" }, Family: schema }), first);
});

t.test("a number in a parameter is parsed, and in a body it is not", async (t) => {
  const compile = createValidatorCompiler({});
  const counted = { type: "object", properties: { count: { type: "integer", maximum: 9 } } };
  const inQuery = compile({ schema: counted, httpPart: "querystring" });
  const inBody = compile({ schema: counted, httpPart: "body" });
  t.equal(inQuery({ count: "9" }), true);
  t.equal(inQuery({ count: "1e309" }), false);
  t.equal(inBody({ count: 9 }), true);
  t.equal(inBody({ count: "9" }), false);
});

t.test("the validation errors of a request are those of its own value", async (t) => {
  const app = Fastify({ schemaController: { compilersFactory: { buildSerializer } } });
  t.teardown(() => app.close());
  app.setValidatorCompiler(createValidatorCompiler({}));
  app.setErrorHandler(async (error) => (error as FastifyError).validation);
  app.post("/", { schema: { body: schema } }, async () => "accepted");
  const send = async (body: object) => (await app.inject({ method: "POST", url: "/", body })).body;
  t.match(await send({ name: 1 }), "/name");
  t.equal(await send({ name: "Wimpie" }), "accepted");
  t.match(await send([]), "must be object");
  t.notMatch(await send([]), "/name");
});
