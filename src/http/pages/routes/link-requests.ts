import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { LinkRequestService } from "../../../services/family/link-requests.ts";
import { networkOf } from "../../plugins/request-context.ts";
import { emailField } from "../../schemas/form.ts";
import { emailOf, type PageAnswers } from "../responses.ts";
import { forgotPage, linksRequestedPage } from "../views/link-requests.ts";

export interface LinkRequestPageRoutesOptions {
  readonly linkRequests: LinkRequestService;
  readonly answers: PageAnswers;
}

export const linkRequestPageRoutes: FastifyPluginAsyncTypebox<
  LinkRequestPageRoutesOptions
> = async (app, { linkRequests, answers }) => {
  app.get("/forgot", async (request, reply) =>
    answers.send(request, reply, (texts) => forgotPage(texts)),
  );

  app.post(
    "/forgot",
    {
      schema: { body: Type.Object({ email: emailField }) },
      errorHandler: (error, request, reply) =>
        answers.reject(request, reply, error, (texts, problem) =>
          forgotPage(texts, emailOf(request), problem),
        ),
    },
    async (request, reply) => {
      await linkRequests.request(request.body.email, networkOf(request.ip));
      return await reply.redirect("/forgot/sent", 303);
    },
  );

  app.get("/forgot/sent", async (request, reply) =>
    answers.send(request, reply, linksRequestedPage),
  );
};
