import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { GroupService } from "../../services/school/groups.ts";
import { pageMediaType, pagePolicy } from "../pages/responses.ts";
import { renderPrintVersion } from "../pages/views/print-version.ts";
import { ifMatch, setEtag } from "../plugins/etag.ts";
import { mergePatchTypes, takeMergePatch } from "../plugins/merge-patch.ts";
import {
  type ListRoutesOptions,
  listConfig,
  pageRequestOf,
  sendPage,
} from "../plugins/pagination.ts";
import { rulesOf } from "../problems/request-errors.ts";
import { answer } from "../schemas/answer.ts";
import { Group, GroupPage, GroupScreen, GroupUpdate, PupilPage } from "../schemas/groups.ts";
import { pageQuery } from "../schemas/pagination.ts";
import { problemResponses, problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, ref, uuid } from "../schemas/schema.ts";
import { Page } from "../schemas/service.ts";

export interface GroupRoutesOptions extends ListRoutesOptions {
  readonly groups: GroupService;
  readonly publicUrl: string;
}

/** The response schema of `getGroup`, from which its `ETag` is computed. */
const asSent = ref(GroupScreen);
const groupId = closed({ groupId: uuid("Id of the group, a UUID.") });

export const groupRoutes: FastifyPluginAsyncTypebox<GroupRoutesOptions> = async (
  app,
  { groups, publicUrl, cursors },
) => {
  takeMergePatch(app);

  app.get(
    "/v1/groups",
    {
      schema: {
        operationId: "listGroups",
        tags: ["Groups"],
        summary: "List groups",
        description:
          "Lists groups, sorted by name as text (`10` comes before `2`), in the order of the database. Groups without pupils and combined groups are included. Callers: coordinators, portals, and teachers with a whole-school role see all groups of the school; other teachers see the groups that they teach.",
        querystring: pageQuery({}),
        response: {
          200: answer("A page of groups.", GroupPage),
          ...problemResponses("unauthorized", "forbidden"),
        },
      },
      config: listConfig(cursors),
    },
    async (request, reply) => {
      const found = await groups.list(request.schoolPrincipal, pageRequestOf(cursors, request));
      return sendPage(cursors, request, reply, found);
    },
  );

  app.get(
    "/v1/groups/:groupId",
    {
      schema: {
        operationId: "getGroup",
        tags: ["Groups"],
        summary: "Get a group",
        description:
          "Returns a group with its teachers, all its pupils and the states of their home addresses, without pages. Callers: coordinators; teachers of the group; teachers with a whole-school role. Other teachers and portals receive 403.",
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

  app.get(
    "/v1/groups/:groupId/print-version",
    {
      schema: {
        operationId: "getGroupPrintVersion",
        tags: ["Groups"],
        summary: "Get the print version of a group",
        description:
          "Returns the sheet of a group for A4 paper, as a web page without scripts: for each pupil the picture, the names, whether home login is on, and the states of its addresses. It is in the language of the school (`locale`) and legible in black and white. It contains no home addresses unless `addresses=true`. Style and pictures have absolute URLs that need no token, so the page can be saved and opened elsewhere. Callers: coordinators; teachers of the group; teachers with a whole-school role. Other teachers and portals receive 403.",
        params: groupId,
        querystring: closed({
          addresses: Type.Boolean({
            default: false,
            description:
              "When `true`, the sheet shows each home address with its state. Print it only for your own use.",
          }),
        }),
        response: {
          200: answer("The web page to print.", Page, pageMediaType),
          ...problemResponses("unauthorized", "forbidden", "not-found"),
        },
      },
      config: { produces: [pageMediaType], extraHeaders: ["Content-Language"] },
    },
    async (request, reply) => {
      const { schoolPrincipal, params, query } = request;
      const sheet = await groups.print(schoolPrincipal, params.groupId);
      return await reply
        .headers({
          "Content-Security-Policy": pagePolicy,
          "Content-Language": sheet.school.locale,
        })
        .type(`${pageMediaType}; charset=utf-8`)
        .send(renderPrintVersion(sheet, { publicUrl, showsAddresses: query.addresses }));
    },
  );

  app.patch(
    "/v1/groups/:groupId",
    {
      schema: {
        operationId: "updateGroup",
        tags: ["Groups"],
        summary: "Change the settings of a group",
        description:
          "Changes the given settings (JSON Merge Patch, RFC 7396); an omitted setting keeps its value. Both media types have the same meaning. The operation is idempotent. `If-Match` takes the `ETag` of `getGroup` or of an earlier change, which also changes with the pupils and the states of their addresses. Callers: coordinators can change every setting; teachers of the group and teachers with a whole-school role can change `loginMethod`. A teacher that sends `publishers` receives 403 and nothing changes.",
        consumes: mergePatchTypes,
        params: groupId,
        body: ref(GroupUpdate),
        response: {
          200: answer("The group after the change.", Group),
          ...problemResponsesWithBody(
            "unauthorized",
            "forbidden",
            "not-found",
            "precondition-failed",
          ),
        },
      },
      config: {
        hasPrecondition: true,
        ruleErrors: rulesOf(GroupUpdate, (request, given) =>
          groups.errorsOf(request.schoolPrincipal, given),
        ),
      },
    },
    async (request, reply) => {
      const { schoolPrincipal, params, body } = request;
      const precondition = ifMatch(request, reply, asSent);
      const group = await groups.update(schoolPrincipal, params.groupId, body, precondition);
      setEtag(reply, asSent, group);
      return group;
    },
  );

  app.get(
    "/v1/groups/:groupId/pupils",
    {
      schema: {
        operationId: "listGroupPupils",
        tags: ["Groups"],
        summary: "List the pupils of a group",
        description:
          "Lists the pupils of a group, also those for which it is a combined group, sorted by last name (without infix) and first name. Use it for pages or for the filter `homeLogin`; `getGroup` returns the same pupils in one response. Callers: coordinators; teachers of the group; teachers with a whole-school role. Other teachers and portals receive 403.",
        params: groupId,
        querystring: pageQuery({
          homeLogin: Type.Optional(
            Type.Boolean({
              description:
                "Returns only pupils with (`true`) or without (`false`) home login. When it is omitted, all pupils are returned.",
            }),
          ),
        }),
        response: {
          200: answer("A page of pupils.", PupilPage),
          ...problemResponses("unauthorized", "forbidden", "not-found"),
        },
      },
      config: listConfig(cursors),
    },
    async (request, reply) => {
      const { params, query, schoolPrincipal } = request;
      const page = pageRequestOf(cursors, request);
      const found = await groups.listPupils(schoolPrincipal, params.groupId, query.homeLogin, page);
      return sendPage(cursors, request, reply, found);
    },
  );
};
