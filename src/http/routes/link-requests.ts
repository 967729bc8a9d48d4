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
        summary: "Request new links by mail",
        description:
          "For an expired link or a forgotten password. If the address is a home address, it receives a mail with a link for each pupil at the address. The response is the same for an unknown address and when no mail is sent, so it does not reveal whether the address exists. No mail is sent within the cool-down of the mailbox, which has received open links already. The cool-down is five minutes by default and doubles with each mail, up to one day after the sixth; each day without a mail reduces the count by one, and a new password resets it. Earlier links stay valid: the newest three of each pupil work until they are used or expire. Too many requests from one network answer 429. Callers need no token.",
        body: ref(LinkRequest),
        response: {
          202: noBody(
            "The request is accepted. If the address is known, a mail will be sent to it or was sent recently.",
          ),
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
