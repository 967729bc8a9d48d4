import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { AuditEventService } from "../../services/school/audit-events.ts";
import { pageRequestOf, sendPage } from "../plugins/pagination.ts";
import { answer } from "../schemas/answer.ts";
import { AuditEventPage } from "../schemas/audit-events.ts";
import { pageQuery } from "../schemas/pagination.ts";
import { problemResponses } from "../schemas/problem.ts";
import { uuid } from "../schemas/schema.ts";

export interface AuditEventRoutesOptions {
  readonly auditEvents: AuditEventService;
}

export const auditEventRoutes: FastifyPluginAsyncTypebox<AuditEventRoutesOptions> = async (
  app,
  { auditEvents },
) => {
  app.get(
    "/v1/audit-events",
    {
      schema: {
        operationId: "listAuditEvents",
        tags: ["Accountability"],
        summary: "List audit events",
        description:
          "Lists the changes in the school, newest first. An event never changes. It is deleted after two years, or after the period that the operator has configured. A home address disappears from its events when it is removed from the pupil. Callers: coordinators.",
        querystring: pageQuery({
          pupilId: Type.Optional(uuid("Returns only events about this pupil, by its id.")),
        }),
        response: {
          200: answer("A page of audit events.", AuditEventPage),
          ...problemResponses("invalid-request", "unauthorized", "forbidden"),
        },
      },
      config: { isList: true },
    },
    async (request, reply) => {
      const { query, schoolPrincipal } = request;
      const found = await auditEvents.list(schoolPrincipal, query.pupilId, pageRequestOf(query));
      return sendPage(request, reply, found);
    },
  );
};
