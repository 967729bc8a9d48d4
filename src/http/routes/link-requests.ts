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
          "For an expired link or a forgotten password: a mail lists every child on the address with a link each. The answer is the same for an address that is unknown.",
        body: ref(LinkRequest),
        response: {
          202: noBody("If the address is known here, a mail is on its way."),
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
