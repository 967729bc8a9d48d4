import type { IncomingMessage } from "node:http";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { type Clock, dutchDate } from "../../domain/clock.ts";
import { readEdexml } from "../../formats/edexml.ts";
import type { RosterService } from "../../services/rosters.ts";
import { readBody } from "../body.ts";
import { answer } from "../schemas/answer.ts";
import { refusalsOfBody } from "../schemas/problem.ts";
import {
  EdexmlDocument,
  RosterChange,
  RosterRequest,
  rosterChangeOf,
  rosterOf,
} from "../schemas/rosters.ts";
import { anyOfForms, closed, ref } from "../schemas/schema.ts";

export interface RosterRoutesOptions {
  readonly rosters: RosterService;
  readonly clock: Clock;
}

const bodyOctetsMax = 20 * 1024 * 1024;

export const rosterRoutes: FastifyPluginAsyncTypebox<RosterRoutesOptions> = async (
  app,
  { rosters, clock },
) => {
  // What a file says has the shape of the JSON form too, so from here on the two are one.
  async function readRosterFile(request: FastifyRequest, body: IncomingMessage) {
    const { brin } = request.schoolPrincipal;
    return await readEdexml(readBody(body, bodyOctetsMax), { brin, today: dutchDate(clock.now()) });
  }
  app.addContentTypeParser(["application/xml", "text/xml"], readRosterFile);

  app.put(
    "/v1/roster",
    {
      bodyLimit: bodyOctetsMax,
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
        body: anyOfForms({
          "application/json": ref(RosterRequest),
          "application/xml": ref(EdexmlDocument),
          "text/xml": ref(EdexmlDocument),
        }),
        response: {
          200: answer(
            "What was added, changed, moved, left, returned and unchanged.",
            RosterChange,
          ),
          ...refusalsOfBody("unauthorized", "forbidden", "roster-too-small"),
        },
      },
    },
    async (request) => {
      const { dryRun, confirm } = request.query;
      const plan = await rosters.put(request.schoolPrincipal, rosterOf(request.body), {
        isDryRun: dryRun,
        isConfirmed: confirm,
      });
      return rosterChangeOf(plan);
    },
  );
};
