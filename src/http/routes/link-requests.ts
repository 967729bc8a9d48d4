import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { LinkRequestService } from "../../services/family/link-requests.ts";
import { networkOf } from "../plugins/request-context.ts";
import { noBody } from "../schemas/answer.ts";
import { LinkRequest } from "../schemas/home.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";

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
        summary: "Ask for new links",
        description:
          "For an expired link or a forgotten password: a mail lists every child on the address with a link each. The answer is the same for an address that is unknown, and whether or not a mail is sent. While the mailbox is cooling down no mail is sent, since it holds one with open links: the cool-down is five minutes by default and doubles with each mail, up to a day after the sixth; each day without a mail takes one off the count, and a new password resets it. Earlier links stay open: the newest three of each child work until they are used or expire.",
        body: ref(LinkRequest),
        response: {
          202: noBody("If the address is known here, a mail is on its way or arrived recently."),
          ...problemResponsesWithBody("too-many-requests"),
        },
      },
    },
    async (request, reply) => {
      await linkRequests.request(request.body.email, networkOf(request.ip));
      return reply.code(202).send();
    },
  );
};
