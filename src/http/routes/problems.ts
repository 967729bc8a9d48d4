import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { notFound } from "../../domain/errors.ts";
import {
  isProblemName,
  problemStyle,
  renderProblem,
  renderProblems,
} from "../pages/views/problem.ts";
import { answer } from "../schemas/answer.ts";
import { problemResponses } from "../schemas/problem.ts";
import { closed } from "../schemas/schema.ts";
import { Page } from "../schemas/service.ts";

const html = "text/html";
const tags = ["Service"];
const policy =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The pages that the `type` of a problem is the address of. */
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
        summary: "Read which problem types there are",
        description: "A page with all of them.",
        response: { 200: answer("The page.", Page, html), ...problemResponses() },
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
        summary: "Read about a problem type",
        description: "The page that the `type` of a problem is the address of.",
        params: closed({
          name: Type.String({ description: "Of the problem type.", examples: ["not-found"] }),
        }),
        response: { 200: answer("The page.", Page, html), ...problemResponses("not-found") },
      },
      config: { produces: [html] },
    },
    async (request, reply) => {
      const { name } = request.params;
      if (!isProblemName(name)) throw notFound();
      return await reply.type(`${html}; charset=utf-8`).send(renderProblem(name));
    },
  );

  app.get(
    "/problems/style.css",
    { schema: { hide: true }, config: { produces: ["text/css"] } },
    async (_request, reply) => await reply.type("text/css; charset=utf-8").send(problemStyle),
  );
};
