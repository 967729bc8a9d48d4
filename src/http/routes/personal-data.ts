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
          "Returns all personal data about a pupil. Use it when the family asks for access under GDPR article 15 (Dutch: AVG). It also works for a former pupil that is not erased yet: its id is in `listAuditEvents` with the action `pupil-left`. Callers: coordinators.",
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
          "Permanently deletes a pupil with all data about it. Use it when the family asks for erasure under GDPR article 17 (Dutch: AVG). It cannot be undone. The addresses receive no mail. Audit events keep the id of the pupil, without addresses. A later roster that still contains the pupil creates a new pupil. The operation is idempotent: a repeated request also answers 204, as long as the audit event `pupil-erased` is kept. Another unknown id answers 404. Callers: coordinators.",
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
