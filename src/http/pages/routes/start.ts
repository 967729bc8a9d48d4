import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { ProposalService } from "../../../services/family/address-proposals.ts";
import { requestContextOf } from "../../plugins/request-context.ts";
import { codeField, emailField } from "../../schemas/form.ts";
import { codeOf, emailOf, type PageAnswers } from "../responses.ts";
import { mistypedPage, proposedPage, startPage } from "../views/start.ts";

export interface StartPageRoutesOptions {
  readonly proposals: ProposalService;
  readonly answers: PageAnswers;
}

/** The page of the code on a letter. */
export const startPageRoutes: FastifyPluginAsyncTypebox<StartPageRoutesOptions> = async (
  app,
  { proposals, answers },
) => {
  app.get("/start", async (request, reply) =>
    answers.send(request, reply, (texts) => startPage(texts)),
  );

  app.post(
    "/start",
    {
      schema: {
        body: Type.Object({
          code: codeField,
          email: emailField,
          sure: Type.Optional(Type.Literal("yes")),
        }),
      },
      errorHandler: (error, request, reply) =>
        answers.reject(request, reply, error, (texts, problem) =>
          startPage(texts, { code: codeOf(request), email: emailOf(request) }, problem),
        ),
    },
    async (request, reply) => {
      const { sure, ...typed } = request.body;
      const isValid = proposals.errorsOf(typed).length === 0;
      const suggestion = isValid && sure === undefined ? proposals.suggest(typed.email) : undefined;
      if (suggestion !== undefined) {
        return answers.send(request, reply, (texts) => mistypedPage(texts, typed, suggestion));
      }
      await proposals.propose(typed, requestContextOf(request));
      return await reply.redirect("/start/sent", 303);
    },
  );

  app.get("/start/sent", async (request, reply) => answers.send(request, reply, proposedPage));
};
