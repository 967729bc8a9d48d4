import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { reportStatuses } from "../../domain/home-login.ts";
import type { HomeLoginListService } from "../../services/school/home-login-list.ts";
import { runSteps } from "../../services/shared/run-steps.ts";
import { askedLocaleOf, localeOf, setLocale } from "../plugins/locale.ts";
import { acceptedOf } from "../plugins/negotiation.ts";
import {
  type ListRoutesOptions,
  listConfig,
  pageRequestOf,
  sendPage,
} from "../plugins/pagination.ts";
import { answerIn } from "../schemas/answer.ts";
import { HomeLoginTable, ReportedPupilPage, tableOf } from "../schemas/home-login-list.ts";
import { pageQuery } from "../schemas/pagination.ts";
import { problemResponses } from "../schemas/problem.ts";
import { oneOf, paragraphs, uuid } from "../schemas/schema.ts";

export interface HomeLoginReportRoutesOptions extends ListRoutesOptions {
  readonly homeLoginReports: HomeLoginListService;
}

const json = "application/json";
const csv = "text/csv";

export const homeLoginReportRoutes: FastifyPluginAsyncTypebox<
  HomeLoginReportRoutesOptions
> = async (app, { homeLoginReports, cursors }) => {
  app.get(
    "/v1/home-logins",
    {
      schema: {
        operationId: "listHomeLogins",
        tags: ["Home login"],
        summary: "List the pupils of the school with the states of their addresses",
        description: paragraphs(
          "Reports which families have not set a password yet, and why. Lists pupils with their home addresses and states, sorted by last and first name. Former pupils are not included. For the pupils of one group without reasons, use `getGroup`.",
          "With `Accept: text/csv` the response is one table for a spreadsheet, without pages. `status`, `groupId` and `hasEckId` also apply; `limit` and `cursor` are ignored.",
          "Callers: coordinators and teachers with a whole-school role see all pupils of the school; other teachers see the pupils of their groups.",
        ),
        querystring: pageQuery({
          status: Type.Optional(
            oneOf(reportStatuses, {
              description:
                "Returns only pupils with at least one address in this state; all their addresses are returned. `none` returns pupils without an address.",
            }),
          ),
          groupId: Type.Optional(
            uuid(
              "Id of a group, a UUID. Returns only pupils whose main group or combined group it is. An unknown group answers 404, and a group that the teacher does not teach 403.",
            ),
          ),
          hasEckId: Type.Optional(
            Type.Boolean({
              description:
                "Returns only pupils with (`true`) or without (`false`) an ECK iD. A publisher that needs the ECK iD receives only the pseudonym of a pupil without one.",
            }),
          ),
        }),
        response: {
          200: answerIn("A page of pupils in JSON, or one table in CSV.", {
            [json]: ReportedPupilPage,
            [csv]: HomeLoginTable,
          }),
          ...problemResponses("unauthorized", "forbidden", "not-found"),
        },
      },
      config: { ...listConfig(cursors), produces: [json, csv], extraHeaders: ["Content-Language"] },
    },
    async (request, reply) => {
      const { query, schoolPrincipal } = request;
      if (acceptedOf(request) === csv) {
        const locale = localeOf(request);
        const pupils = await homeLoginReports.listAll(schoolPrincipal, { ...query, locale });
        const table = await runSteps(tableOf(pupils, locale));
        setLocale(reply, locale);
        return reply.type(`${csv}; charset=utf-8`).send(table);
      }
      const locale = askedLocaleOf(request);
      const filter = { ...query, ...(locale && { locale }) };
      const page = pageRequestOf(cursors, request);
      const found = await homeLoginReports.list(schoolPrincipal, filter, page);
      if (locale) setLocale(reply, locale);
      return sendPage(cursors, request, reply, found);
    },
  );
};
