import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { RosterService } from "../../services/rosters.ts";
import { answer } from "../schemas/answer.ts";
import { refusalsOfBody } from "../schemas/problem.ts";
import { RosterChange, RosterRequest, rosterOf } from "../schemas/rosters.ts";
import { closed, ref } from "../schemas/schema.ts";

export interface RosterRoutesOptions {
  readonly rosters: RosterService;
}

const bodyOctetsMax = 20 * 1024 * 1024;

export const rosterRoutes: FastifyPluginAsyncTypebox<RosterRoutesOptions> = async (
  app,
  { rosters },
) => {
  app.put(
    "/v1/roster",
    {
      bodyLimit: bodyOctetsMax,
      schema: {
        operationId: "putRoster",
        tags: ["Roster"],
        summary: "Put the roster of the school",
        description:
          "Groups, teachers and pupils as the pupil administration has them. Who is absent has left, and a pupil who leaves loses home login at once. The same roster again changes nothing.",
        querystring: closed({
          dryRun: Type.Boolean({
            default: false,
            description: "Only tell what would change, and change nothing.",
          }),
        }),
        body: ref(RosterRequest),
        response: {
          200: answer("What was added, changed, left, returned and unchanged.", RosterChange),
          ...refusalsOfBody("unauthorized", "forbidden"),
        },
      },
    },
    async (request) => {
      const roster = rosterOf(request.body);
      return await rosters.put(request.schoolPrincipal, roster, request.query.dryRun);
    },
  );
};
