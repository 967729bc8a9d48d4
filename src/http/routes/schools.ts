import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { SchoolSettingsService } from "../../services/school/school-settings.ts";
import { ifMatch, setEtag } from "../plugins/etag.ts";
import { mergePatchTypes, takeMergePatch } from "../plugins/merge-patch.ts";
import { rulesOf } from "../problems/request-errors.ts";
import { answer } from "../schemas/answer.ts";
import { PublisherList } from "../schemas/launches.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { paragraphs, ref } from "../schemas/schema.ts";
import { School, SchoolUpdate } from "../schemas/schools.ts";

export interface SchoolRoutesOptions {
  readonly schoolSettings: SchoolSettingsService;
}

const path = "/v1/school";
const tags = ["School"];
/** The response schema of `getSchool`, from which its `ETag` is computed. */
const asSent = ref(School);

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
        description:
          "Returns the school of the access token and its settings for home login. The operator creates the school; a roster does not change it. Callers: coordinators, teachers and portals.",
        response: {
          200: answer("The school and its settings.", School),
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
        summary: "Change the settings of the school",
        description:
          "Changes the given settings (JSON Merge Patch, RFC 7396); an omitted setting keeps its value. Both media types have the same meaning. The operation is idempotent. With `If-Match`, the change is applied only when the school has not changed. Callers: coordinators.",
        consumes: mergePatchTypes,
        body: ref(SchoolUpdate),
        response: {
          200: answer("The school after the change.", School),
          ...problemResponsesWithBody("unauthorized", "forbidden", "precondition-failed"),
        },
      },
      config: {
        hasPrecondition: true,
        ruleErrors: rulesOf(SchoolUpdate, (request, given) =>
          schoolSettings.errorsOf(request.schoolPrincipal, given),
        ),
      },
    },
    async (request, reply) => {
      const precondition = ifMatch(request, reply, asSent);
      const school = await schoolSettings.update(
        request.schoolPrincipal,
        request.body,
        precondition,
      );
      setEtag(reply, asSent, school);
      return school;
    },
  );

  app.get(
    "/v1/publishers",
    {
      schema: {
        operationId: "listPublishers",
        tags,
        summary: "List the publishers, with the data that each receives",
        description: paragraphs(
          "Lists the publishers of the catalogue, which the operator maintains, and the data of a pupil that each receives when the pupil opens its software (`createLaunch`). A publisher receives nothing until the school uses it: add its key to `publishers` with `updateSchool`.",
          "The audit log has the data that each publisher receives: in the event `school-updated` when the school starts to use it, and in `publisher-changed` when the operator changes it. The list is short and has no pages.",
          "Callers: coordinators and portals. Teachers receive 403.",
        ),
        response: {
          200: answer("The publishers.", PublisherList),
          ...problemResponses("unauthorized", "forbidden"),
        },
      },
      config: { isResource: true },
    },
    async (request) => ({ items: await schoolSettings.listPublishers(request.schoolPrincipal) }),
  );
};
