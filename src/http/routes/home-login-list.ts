import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { reportStatuses } from "../../domain/home-login.ts";
import type { HomeLoginListService } from "../../services/school/home-login-list.ts";
import { runSteps } from "../../services/shared/run-steps.ts";
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
        summary: "List pupils with the state of their home login",
        description:
          "Lists pupils with their home addresses and states, sorted by last and first name. With `Accept: text/csv` the response is a table for a spreadsheet with all pupils; `limit` and `cursor` are then ignored. A process makes one such table of a school at a time and two requests wait; the next one is answered 503 with `Retry-After`. Callers: coordinators and teachers with a whole-school role see all pupils of the school; other teachers see the pupils of their groups.",
        querystring: pageQuery({
          status: Type.Optional(
            oneOf(reportStatuses, {
              description:
                "Returns only pupils with an address in this state, with all their addresses. `none` returns pupils without an address.",
            }),
          ),
          groupId: Type.Optional(uuid("Returns only pupils of this group, by its id.")),
        }),
        response: {
          200: answerIn("A page of pupils in JSON, or a table of all pupils in CSV.", {
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
        const table = await runSteps(tableOf(pupils));
        return reply.type(`${csv}; charset=utf-8`).send(table);
      }
      const found = await homeLoginReports.list(schoolPrincipal, query, pageRequestOf(query));
      return sendPage(request, reply, found);
    },
  );
};
