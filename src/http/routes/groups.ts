import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { GroupService } from "../../services/school/groups.ts";
import { ifMatch } from "../plugins/etag.ts";
import { mergePatchTypes, takeMergePatch } from "../plugins/merge-patch.ts";
import { pageRequestOf, sendPage } from "../plugins/pagination.ts";
import { answer } from "../schemas/answer.ts";
import { Group, GroupPage, GroupScreen, GroupUpdate, PupilPage } from "../schemas/groups.ts";
import { pageQuery } from "../schemas/pagination.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, ref, uuid } from "../schemas/schema.ts";

export interface GroupRoutesOptions {
  readonly groups: GroupService;
}

const groupId = closed({ groupId: uuid("Of the group.") });

export const groupRoutes: FastifyPluginAsyncTypebox<GroupRoutesOptions> = async (
  app,
  { groups },
) => {
  takeMergePatch(app);

  app.get(
    "/v1/groups",
    {
      schema: {
        operationId: "listGroups",
        tags: ["Groups"],
        summary: "List the groups",
        description: "By name: a teacher's own groups, or all of the school for who may see them.",
        querystring: pageQuery({}),
        response: {
          200: answer("A page of groups.", GroupPage),
          ...problemResponses("invalid-request", "unauthorized", "forbidden"),
        },
      },
      config: { isList: true },
    },
    async (request, reply) => {
      const found = await groups.list(request.schoolPrincipal, pageRequestOf(request.query));
      return sendPage(request, reply, found);
    },
  );

  app.get(
    "/v1/groups/:groupId",
    {
      schema: {
        operationId: "getGroup",
        tags: ["Groups"],
        summary: "Get a group with its teachers and pupils",
        description: "The whole screen in one answer: who is in the group, and who has home login.",
        params: groupId,
        response: {
          200: answer("The group.", GroupScreen),
          ...problemResponses("unauthorized", "forbidden", "not-found"),
        },
      },
      config: { isResource: true },
    },
    async (request) => await groups.get(request.schoolPrincipal, request.params.groupId),
  );

  app.patch(
    "/v1/groups/:groupId",
    {
      schema: {
        operationId: "updateGroup",
        tags: ["Groups"],
        summary: "Change settings of a group",
        description:
          "Only what is given changes (RFC 7396): `publishers` by coordinators, `loginMethod` by its teachers too. With `If-Match`, of `getGroup`, it happens only if nobody changed anything meanwhile.",
        consumes: mergePatchTypes,
        params: groupId,
        body: ref(GroupUpdate),
        response: {
          200: answer("The group as it is now.", Group),
          ...problemResponsesWithBody(
            "unauthorized",
            "forbidden",
            "not-found",
            "precondition-failed",
          ),
        },
      },
      config: { hasPrecondition: true },
    },
    async (request, reply) => {
      const { schoolPrincipal, params, body } = request;
      const precondition = ifMatch(request, reply, ref(GroupScreen));
      return await groups.update(schoolPrincipal, params.groupId, body, precondition);
    },
  );

  app.get(
    "/v1/groups/:groupId/pupils",
    {
      schema: {
        operationId: "listGroupPupils",
        tags: ["Groups"],
        summary: "List the pupils of a group",
        description: "By last and first name: all, or only those with or without home login.",
        params: groupId,
        querystring: pageQuery({
          homeLogin: Type.Optional(
            Type.Boolean({
              description: "Only pupils with (`true`) or without (`false`) home login.",
            }),
          ),
        }),
        response: {
          200: answer("A page of pupils.", PupilPage),
          ...problemResponses("invalid-request", "unauthorized", "forbidden", "not-found"),
        },
      },
      config: { isList: true },
    },
    async (request, reply) => {
      const { params, query, schoolPrincipal } = request;
      const page = pageRequestOf(query);
      const found = await groups.listPupils(schoolPrincipal, params.groupId, query.homeLogin, page);
      return sendPage(request, reply, found);
    },
  );
};
