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
const pupilId = closed({
  pupilId: uuid(
    "Id of the pupil in this service, a UUID. A former pupil keeps its id until it is erased.",
  ),
});
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
        summary: "Get the personal data of a pupil",
        description:
          "Returns all personal data about a pupil, for a request for access by the family (GDPR article 15, in Dutch: AVG): names, groups, home addresses with their mails, links and sessions, and audit events. It also works for a former pupil that is not erased yet. A process runs one such request of a school at a time and two wait; the next one is answered 503 with `Retry-After`. Callers: coordinators.",
        params: pupilId,
        response: {
          200: answer("The personal data of the pupil.", PersonalData),
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
        summary: "Erase the personal data of a pupil",
        description:
          "Permanently deletes a pupil with all data about it, for a request for erasure by the family (GDPR article 17, in Dutch: AVG). It cannot be undone. A later roster that still contains the pupil creates a new pupil. The operation is idempotent: a repeated request also answers 204. Callers: coordinators.",
        params: pupilId,
        response: {
          204: noBody("The personal data is erased."),
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
