import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import type { ActivationMailService } from "../../services/school/activation-mails.ts";
import { runSteps } from "../../services/shared/run-steps.ts";
import { localeOf, setLocale } from "../plugins/locale.ts";
import { acceptedOf } from "../plugins/negotiation.ts";
import {
  BulkActivationMails,
  BulkActivationMailsRequest,
  BulkActivationMailsTable,
  bulkActivationMailsTable,
  bulkActivationMailsText,
} from "../schemas/activation-mails.ts";
import { answerIn } from "../schemas/answer.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, paragraphs, ref } from "../schemas/schema.ts";

export interface ActivationMailRoutesOptions {
  readonly activationMails: ActivationMailService;
}

const json = "application/json";
const csv = "text/csv";

export const activationMailRoutes: FastifyPluginAsyncTypebox<ActivationMailRoutesOptions> = async (
  app,
  { activationMails },
) => {
  app.post(
    "/v1/activation-mails",
    {
      schema: {
        operationId: "sendActivationMailsInBulk",
        tags: ["Home login"],
        summary: "Invite many addresses again",
        description: paragraphs(
          "Sends an invitation with a new link to every address of the school, or of a group, that has one of the given states. The response says for each of these addresses whether a mail is queued, or why not. For one pupil, use `sendActivationMails`.",
          "An address with a password gets no mail, and neither does one whose family declined or reported the mail as spam. Pupils with the same address share one mail with a link for each pupil. A repeated request sends no second mail: the addresses are then skipped, or have another state.",
          "With `Accept: text/csv` the response is a table for a spreadsheet. When the school uses a network environment instead of this service, the response is 409, also with `dryRun=true`.",
          "Send one request of a school at a time. Callers: coordinators and teachers with a whole-school role for every pupil; other teachers for the pupils of their groups.",
        ),
        querystring: closed({
          dryRun: Type.Boolean({
            default: false,
            description:
              "When `true`, the response has the result that each address would have, and nothing changes.",
          }),
        }),
        body: ref(BulkActivationMailsRequest),
        response: {
          200: answerIn("The result for each address, in JSON or as one table in CSV.", {
            [json]: BulkActivationMails,
            [csv]: BulkActivationMailsTable,
          }),
          ...problemResponsesWithBody(
            "unauthorized",
            "forbidden",
            "not-found",
            "network-environment",
          ),
        },
      },
      config: { produces: [json, csv], extraHeaders: ["Content-Language"] },
    },
    async (request, reply) => {
      const { body, query, schoolPrincipal } = request;
      const items = await activationMails.send(schoolPrincipal, body, query);
      const isTable = acceptedOf(request) === csv;
      const locale = localeOf(request);
      if (isTable) setLocale(reply, locale);
      const text = await runSteps(
        isTable ? bulkActivationMailsTable(items, locale) : bulkActivationMailsText(items),
      );
      const type = isTable ? `${csv}; charset=utf-8; header=present` : json;
      return await reply.type(type).serializer(String).send(text);
    },
  );
};
