import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { invalidRequest } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { HomeLoginChangeService } from "../../services/school/home-login-changes.ts";
import { answer } from "../schemas/answer.ts";
import { HomeLoginChangePage, homeLoginChangesQuery } from "../schemas/feed/home-login-changes.ts";
import { problemResponses } from "../schemas/problem.ts";
import { paragraphs } from "../schemas/schema.ts";

export interface HomeLoginChangeRoutesOptions {
  readonly homeLoginChanges: HomeLoginChangeService;
}

// Without `Link`: a client that follows `rel="next"` until it is absent would never end.
export const homeLoginChangeRoutes: FastifyPluginAsyncTypebox<
  HomeLoginChangeRoutesOptions
> = async (app, { homeLoginChanges }) => {
  app.get(
    "/v1/home-login-changes",
    {
      schema: {
        operationId: "listHomeLoginChanges",
        tags: ["Home login"],
        summary: "List changes of home logins",
        description: paragraphs(
          "Lists the changes of home logins of the last 30 days, the oldest first. Read pages until one has no items, wait, and continue with its `next`. No change is missed, and none is in two pages of one reading. A change appears when all database transactions that began before it have ended: mostly at once, and later while the operator runs a long transaction.",
          "A portal that signs its own tokens and calls with `role` `portal` gets the changes of all schools for which it may sign, whatever school the token is for. Other callers get those of their own school. The feed begins when this service is upgraded to a version with this operation.",
          "Callers: coordinators and portals.",
        ),
        querystring: homeLoginChangesQuery,
        response: {
          200: answer("A page of changes.", HomeLoginChangePage),
          ...problemResponses("invalid-request", "unauthorized", "forbidden", "cursor-expired"),
        },
      },
    },
    async ({ query, schoolPrincipal }) => {
      const { cursor, start, limit } = query;
      if (cursor !== undefined && start !== undefined) {
        throw invalidRequest([{ pointer: "start", detail: say("start-with-cursor") }]);
      }
      return await homeLoginChanges.list(
        schoolPrincipal,
        cursor === undefined ? (start ?? "oldest") : { cursor },
        limit,
      );
    },
  );
};
