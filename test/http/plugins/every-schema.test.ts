// The service compiles a schema at its first use. Here all of them are compiled, so that none is broken.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { Ajv } from "ajv";
import type { FastifyInstance, FastifySchema } from "fastify";
import t from "tap";
import {
  createAnswerCompiler,
  createBodyCompiler,
  createParameterCompiler,
} from "../../../src/http/plugins/validation.ts";
import { startTestService } from "../../support/service.ts";

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

const ajv = new Ajv({ strict: false });

/** Returns the schemas of a part, one for each media type. */
function schemasIn(part: unknown): object[] {
  const { content } = part as Content;
  return content ? Object.values(content).map(({ schema }) => schema) : [part as object];
}

/** Compiles all schemas of a route as the service does. Throws on a broken one. Returns their number. */
function compileAll(route: FastifySchema, named: Record<string, object>): number {
  const { body, querystring, params, headers, response = {} } = route;
  const bodies = [body].filter((part) => part !== undefined).flatMap(schemasIn);
  const parameters = [querystring, params, headers].filter((part) => part !== undefined);
  const answers = Object.values(response as object).flatMap(schemasIn);
  for (const schema of [...bodies, ...parameters, ...answers, ...Object.values(named)]) {
    if (!ajv.validateSchema(schema as object)) throw new Error(ajv.errorsText());
  }
  for (const schema of bodies) createBodyCompiler(named)({ schema });
  for (const schema of parameters) createParameterCompiler(named)({ schema: schema as object });
  for (const schema of answers) {
    createAnswerCompiler(named, {})({ schema, method: "GET", url: "/", httpStatus: "200" });
  }
  return bodies.length + parameters.length + answers.length;
}

t.test("every schema of every route compiles", async (t) => {
  const routes: FastifySchema[] = [];
  const apps: FastifyInstance[] = [];
  const collect = (message: unknown) => {
    const { fastify: app } = message as { fastify: FastifyInstance };
    apps.push(app);
    app.addHook("onRoute", ({ schema }) => {
      if (schema) routes.push(schema);
    });
  };
  subscribe("fastify.initialization", collect);
  t.teardown(() => unsubscribe("fastify.initialization", collect));
  await startTestService(t);

  t.equal(apps.length, 1);
  const named = (apps[0]?.getSchemas() ?? {}) as Record<string, object>;
  const counts = routes.map((route) => compileAll(route, named));
  t.ok(routes.length > 60, `${routes.length} routes`);
  t.ok(counts.reduce((sum, count) => sum + count) > 300, `${counts} schemas`);
});

const broken: Readonly<Record<string, FastifySchema>> = {
  "of a body": { body: { $ref: "Nobody#" } },
  "of a body of one media type": { body: { content: { "text/csv": { schema: { type: 1 } } } } },
  "of a parameter": { querystring: { type: "object", properties: { page: { type: "numbr" } } } },
  "of an answer": { response: { 200: { $ref: "Nobody#" } } },
};
for (const [place, schema] of Object.entries(broken)) {
  t.test(`a broken schema ${place} is found`, async (t) => {
    t.throws(() => compileAll(schema, {}));
  });
}
