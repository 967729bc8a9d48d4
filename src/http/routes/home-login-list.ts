import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { reportStatuses } from "../../domain/home-login.ts";
import type { HomeLoginListService } from "../../services/school/home-login-list.ts";
import { acceptedOf } from "../plugins/negotiation.ts";
import { pageRequestOf, sendPage } from "../plugins/pagination.ts";
import { answerIn } from "../schemas/answer.ts";
import { HomeLoginTable, ReportedPupilPage, tableOf } from "../schemas/home-login-list.ts";
import { pageQuery } from "../schemas/pagination.ts";
import { problemResponses } from "../schemas/problem.ts";
import { oneOf, uuid } from "../schemas/schema.ts";

export interface HomeLoginReportRoutesOptions {
  readonly homeLoginReports: HomeLoginListService;
}

const json = "application/json";
const csv = "text/csv";

export const homeLoginReportRoutes: FastifyPluginAsyncTypebox<
  HomeLoginReportRoutesOptions
> = async (app, { homeLoginReports }) => {
  app.get(
    "/v1/home-logins",
    {
      schema: {
        operationId: "listHomeLogins",
        tags: ["Home login"],
        summary: "List who is in at home, who is not and why",
        description:
          "By last and first name: the pupils of the school, or those of a teacher's own groups. With `Accept: text/csv` it is a table for a spreadsheet with all of them at once, where `limit` and `cursor` play no part.",
        querystring: pageQuery({
          status: Type.Optional(
            oneOf(reportStatuses, {
              description:
                "Only pupils with an address in this state, with all their addresses; `none`: those without an address.",
            }),
          ),
          groupId: Type.Optional(uuid("Only pupils of this group.")),
        }),
        response: {
          200: answerIn("A page of pupils, or the table of all.", {
            [json]: ReportedPupilPage,
            [csv]: HomeLoginTable,
          }),
          ...problemResponses("invalid-request", "unauthorized", "forbidden", "not-found"),
        },
      },
      config: { isList: true, produces: [json, csv] },
    },
    async (request, reply) => {
      const { query, schoolPrincipal } = request;
      if (acceptedOf(request) === csv) {
        const pupils = await homeLoginReports.listAll(schoolPrincipal, query);
        return reply.type(`${csv}; charset=utf-8`).send(tableOf(pupils));
      }
      const found = await homeLoginReports.list(schoolPrincipal, query, pageRequestOf(query));
      return sendPage(request, reply, found);
    },
  );
};
