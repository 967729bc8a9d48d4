import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { PersonalDataService } from "../../services/school/personal-data.ts";
import { noteEvent } from "../plugins/access-log.ts";
import { answer, noBody } from "../schemas/answer.ts";
import { PersonalData } from "../schemas/personal-data.ts";
import { problemResponses } from "../schemas/problem.ts";
import { closed, uuid } from "../schemas/schema.ts";

export interface PersonalDataRoutesOptions {
  readonly personalData: PersonalDataService;
}

const path = "/v1/pupils/:pupilId/personal-data";
const pupilId = closed({ pupilId: uuid("Of the pupil, be it one that has left.") });
const tags = ["Accountability"];

export const personalDataRoutes: FastifyPluginAsyncTypebox<PersonalDataRoutesOptions> = async (
  app,
  { personalData },
) => {
  app.get(
    path,
    {
      schema: {
        operationId: "getPersonalData",
        tags,
        summary: "Get all that is held about a pupil",
        description:
          "For coordinators, when a family asks to see it (AVG art. 15): names, groups, addresses with their mails, links and sessions, and what was done by whom. Also of a pupil that has left and is not erased yet.",
        params: pupilId,
        response: {
          200: answer("All that is held.", PersonalData),
          ...problemResponses("unauthorized", "forbidden", "not-found"),
        },
      },
      config: { isResource: true },
    },
    async (request) => {
      const data = await personalData.get(request.schoolPrincipal, request.params.pupilId);
      noteEvent(request, "sensitive_read");
      return data;
    },
  );

  app.delete(
    path,
    {
      schema: {
        operationId: "erasePersonalData",
        tags,
        summary: "Erase a pupil",
        description:
          "For coordinators, when a family asks for it (AVG art. 17). The pupil goes with all that hangs on it, and nothing brings it back; a roster that still holds it brings a new pupil. Again it answers the same.",
        params: pupilId,
        response: {
          204: noBody("It is erased."),
          ...problemResponses("unauthorized", "forbidden", "not-found"),
        },
      },
    },
    async (request, reply) => {
      await personalData.erase(request.schoolPrincipal, request.params.pupilId);
      noteEvent(request, "sensitive_delete");
      return reply.code(204).send();
    },
  );
};
