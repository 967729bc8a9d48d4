import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { SchoolSettingsService } from "../../services/school/school-settings.ts";
import { ifMatch } from "../plugins/etag.ts";
import { mergePatchTypes, takeMergePatch } from "../plugins/merge-patch.ts";
import { answer } from "../schemas/answer.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { ref } from "../schemas/schema.ts";
import { School, SchoolUpdate } from "../schemas/schools.ts";

export interface SchoolRoutesOptions {
  readonly schoolSettings: SchoolSettingsService;
}

const path = "/v1/school";
const tags = ["School"];

export const schoolRoutes: FastifyPluginAsyncTypebox<SchoolRoutesOptions> = async (
  app,
  { schoolSettings },
) => {
  takeMergePatch(app);

  app.get(
    path,
    {
      schema: {
        operationId: "getSchool",
        tags,
        summary: "Get the school",
        description: "The caller's own, with how it uses home login.",
        response: {
          200: answer("The school.", School),
          ...problemResponses("unauthorized", "forbidden"),
        },
      },
      config: { isResource: true },
    },
    async (request) => await schoolSettings.get(request.schoolPrincipal),
  );

  app.patch(
    path,
    {
      schema: {
        operationId: "updateSchool",
        tags,
        summary: "Change settings of the school",
        description:
          "For coordinators. Only what is given changes (RFC 7396). With `If-Match` it happens only if nobody changed anything meanwhile.",
        consumes: mergePatchTypes,
        body: ref(SchoolUpdate),
        response: {
          200: answer("The school as it is now.", School),
          ...problemResponsesWithBody("unauthorized", "forbidden", "precondition-failed"),
        },
      },
      config: { hasPrecondition: true },
    },
    async (request, reply) => {
      const precondition = ifMatch(request, reply, ref(School));
      return await schoolSettings.update(request.schoolPrincipal, request.body, precondition);
    },
  );
};
