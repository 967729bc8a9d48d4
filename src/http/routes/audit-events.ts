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
        summary: "List who changed what",
        description:
          "For coordinators, the newest first. An event never changes; it goes after two years, or the time that the operator chose. An address goes from it with the home address itself.",
        querystring: pageQuery({
          pupilId: Type.Optional(uuid("Only what was about this pupil.")),
        }),
        response: {
          200: answer("A page of events.", AuditEventPage),
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
