import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { ServiceError } from "../../domain/errors.ts";
import {
  isProblemName,
  problemStyle,
  renderProblem,
  renderProblems,
  renderUnknownProblem,
} from "../pages/views/problem.ts";
import { problemMediaType } from "../problems/problem.ts";
import { problemTypes } from "../problems/problem-types.ts";
import { answer, answerIn } from "../schemas/answer.ts";
import { Problem, problemResponses } from "../schemas/problem.ts";
import { closed } from "../schemas/schema.ts";
import { Page } from "../schemas/service.ts";

const html = "text/html";
const tags = ["Service"];
const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Web pages about the problem types; the `type` of a problem is the URL of one of them. */
export const problemRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook("onRequest", async (_request, reply) => {
    reply.header("Content-Security-Policy", policy);
  });

  app.get(
    "/problems",
    {
      schema: {
        operationId: "listProblems",
        tags,
        summary: "Get the web page with all problem types",
        description:
          "Returns a web page that lists all problem types, for people. Callers need no token.",
        response: {
          200: answer("The web page about all problem types.", Page, html),
          ...problemResponses(),
        },
      },
      config: { produces: [html] },
    },
    async (_request, reply) => await reply.type(`${html}; charset=utf-8`).send(renderProblems()),
  );

  app.get(
    "/problems/:name",
    {
      schema: {
        operationId: "getProblem",
        tags,
        summary: "Get the web page about a problem type",
        description:
          "Returns the web page about one problem type, for people. The `type` of a problem is the URL of this page. Callers need no token.",
        params: closed({
          name: Type.String({
            description: `Name of the problem type, the last segment of \`type\` in a problem: ${Object.keys(
              problemTypes,
            )
              .map((name) => `\`${name}\``)
              .join(", ")}.`,
            examples: ["not-found"],
          }),
        }),
        response: {
          200: answer("The web page about the problem type.", Page, html),
          ...problemResponses(),
          404: answerIn("There is no problem type with this name. A browser gets a web page.", {
            [problemMediaType]: Problem,
            [html]: Page,
          }),
        },
      },
      config: { produces: [html] },
    },
    async (request, reply) => {
      const { name } = request.params;
      if (!isProblemName(name)) {
        if (request.accepts().type([problemMediaType, html]) !== html) throw unknownProblem();
        return await reply.code(404).type(`${html}; charset=utf-8`).send(renderUnknownProblem());
      }
      return await reply.type(`${html}; charset=utf-8`).send(renderProblem(name));
    },
  );

  app.get(
    "/problems/style.css",
    { schema: { hide: true }, config: { produces: ["text/css"] } },
    async (_request, reply) => await reply.type("text/css; charset=utf-8").send(problemStyle),
  );
};

function unknownProblem(): ServiceError {
  return new ServiceError("not-found", "There is no problem type with this name; see /problems.");
}
