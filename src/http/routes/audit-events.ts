import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { AuditEventService } from "../../services/school/audit-events.ts";
import {
  type ListRoutesOptions,
  listConfig,
  pageRequestOf,
  sendPage,
} from "../plugins/pagination.ts";
import { answer } from "../schemas/answer.ts";
import { AuditEventPage } from "../schemas/audit-events.ts";
import { pageQuery } from "../schemas/pagination.ts";
import { problemResponses } from "../schemas/problem.ts";
import { uuid } from "../schemas/schema.ts";

export interface AuditEventRoutesOptions extends ListRoutesOptions {
  readonly auditEvents: AuditEventService;
}

export const auditEventRoutes: FastifyPluginAsyncTypebox<AuditEventRoutesOptions> = async (
  app,
  { auditEvents, cursors },
) => {
  app.get(
    "/v1/audit-events",
    {
      schema: {
        operationId: "listAuditEvents",
        tags: ["Accountability"],
        summary: "List audit events",
        description:
          "Lists the changes in the school and the access tokens that were issued, newest first. Events that arrive while you read the pages are not in later pages. An event is deleted after two years (default). Callers: coordinators.",
        querystring: pageQuery({
          pupilId: Type.Optional(
            uuid("Id of a pupil. Returns only events about this pupil, also when it is erased."),
          ),
        }),
        response: {
          200: answer("A page of audit events.", AuditEventPage),
          ...problemResponses("unauthorized", "forbidden"),
        },
      },
      config: listConfig(cursors),
    },
    async (request, reply) => {
      const { query, schoolPrincipal } = request;
      const page = pageRequestOf(cursors, request);
      const found = await auditEvents.list(schoolPrincipal, query.pupilId, page);
      return sendPage(cursors, request, reply, found);
    },
  );
};
