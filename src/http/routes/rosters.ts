import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { RosterService } from "../../services/school/rosters.ts";
import { answer } from "../schemas/answer.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { EdexmlDocument, RosterChange, RosterRequest, rosterChangeOf } from "../schemas/rosters.ts";
import { anyOfForms, closed, ref } from "../schemas/schema.ts";
import { acceptUploads, type Uploads } from "../uploads/uploads.ts";

export interface RosterRoutesOptions {
  readonly rosters: RosterService;
  readonly uploads: Uploads;
}

const bodyBytesMax = 20 * 1024 * 1024;
/** All are parsed to one and the same roster. */
const forms = {
  "application/json": "roster-json",
  "application/xml": "roster-xml",
  "text/xml": "roster-xml",
} as const;

export const rosterRoutes: FastifyPluginAsyncTypebox<RosterRoutesOptions> = async (
  app,
  { rosters, uploads },
) => {
  acceptUploads(app, forms);

  app.put(
    "/v1/roster",
    {
      bodyLimit: bodyBytesMax,
      schema: {
        operationId: "putRoster",
        tags: ["Roster"],
        summary: "Put the roster of the school",
        description:
          "Groups, teachers and pupils as the pupil administration has them, in EDEXML or JSON. Who is absent has left, and a pupil who leaves loses home login at once; who comes back is the same pupil and has to be invited again. The same roster again changes nothing. A roster that lacks more than half of the pupils is refused until `confirm=true` says that it is right.",
        querystring: closed({
          dryRun: Type.Boolean({
            default: false,
            description: "Only tell what would change, and change nothing.",
          }),
          confirm: Type.Boolean({
            default: false,
            description: "It is right that more than half of the pupils leave.",
          }),
        }),
        response: {
          200: answer(
            "What was added, changed, moved, left, returned and unchanged.",
            RosterChange,
          ),
          ...problemResponsesWithBody("unauthorized", "forbidden", "roster-too-small"),
        },
      },
      config: {
        upload: {
          requires: "whole-school",
          body: anyOfForms({
            "application/json": ref(RosterRequest),
            "application/xml": ref(EdexmlDocument),
            "text/xml": ref(EdexmlDocument),
          }),
        },
      },
    },
    async (request) => {
      const { dryRun, confirm } = request.query;
      const plan = await uploads.receive(request, forms, (roster) =>
        rosters.put(request.schoolPrincipal, roster, { isDryRun: dryRun, isConfirmed: confirm }),
      );
      return rosterChangeOf(plan);
    },
  );
};
