import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { emailErrors } from "../../domain/email-address.ts";
import type { LinkRequestService } from "../../services/family/link-requests.ts";
import { networkOf } from "../plugins/request-context.ts";
import { rulesOf } from "../problems/request-errors.ts";
import { noBody } from "../schemas/answer.ts";
import { LinkRequest } from "../schemas/home.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { paragraphs, ref } from "../schemas/schema.ts";

export interface LinkRequestRoutesOptions {
  readonly linkRequests: LinkRequestService;
}

export const linkRequestRoutes: FastifyPluginAsyncTypebox<LinkRequestRoutesOptions> = async (
  app,
  { linkRequests },
) => {
  app.post(
    "/v1/link-requests",
    {
      schema: {
        operationId: "requestLinks",
        tags: ["Activation"],
        summary: "Request new links by mail",
        description: paragraphs(
          "Sends new links. Use it when a link has expired or a password is forgotten. A home address receives one mail with a link for each pupil at the address: a link of an invitation if the pupil has no password there, and otherwise a link for a new password. A pupil whose invitation was declined is left out.",
          "The response is always the same, also for an unknown address, so it does not reveal whether the address exists. During the cool-down of the address no mail is sent: the links in the earlier mail can be used. The newest three links of a pupil at an address stay valid.",
          "The limits are in the description of the API. Callers need no token.",
        ),
        body: ref(LinkRequest),
        response: {
          202: noBody("The request is accepted. The response does not say whether a mail is sent."),
          ...problemResponsesWithBody("too-many-requests"),
        },
      },
      config: {
        ruleErrors: rulesOf(LinkRequest, (_request, { email }) =>
          email === undefined ? [] : emailErrors(email),
        ),
      },
    },
    async (request, reply) => {
      await linkRequests.request(request.body.email, networkOf(request.ip));
      return reply.code(202).send();
    },
  );
};
