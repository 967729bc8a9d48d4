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
/** Every media type is parsed to the same `Roster`. */
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
        summary: "Replace the roster of the school",
        description:
          "Replaces the groups, teachers and pupils of the school with those of the pupil administration system, in EDEXML or JSON. A pupil or teacher that is absent from the roster has left the school. A departed pupil loses home login immediately. A returning pupil keeps its id and must be invited again. The operation is idempotent: the same roster again changes nothing. A roster without more than half of the current pupils is rejected with 409 unless `confirm=true`. `dryRun=true` reads the current roster in one snapshot, without a lock. The credential and the role are checked before the body is read. A process runs one such request of a school at a time and two wait; the next one is answered 503 with `Retry-After`. Callers: coordinators and portals.",
        querystring: closed({
          dryRun: Type.Boolean({
            default: false,
            description:
              "When `true`, the response has the changes that the roster would make, and nothing changes.",
          }),
          confirm: Type.Boolean({
            default: false,
            description: "Set it to `true` to confirm that more than half of the pupils have left.",
          }),
        }),
        response: {
          200: answer("The changes that the roster makes.", RosterChange),
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
