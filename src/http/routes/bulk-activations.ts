import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { rowsMax } from "../../domain/bulk-activation.ts";
import { writeActivationTable } from "../../formats/activation-table.ts";
import type { BulkActivationService } from "../../services/school/bulk-activations.ts";
import { runSteps } from "../../services/shared/run-steps.ts";
import { localeOf, setLocale } from "../plugins/locale.ts";
import { acceptedOf } from "../plugins/negotiation.ts";
import { answerIn } from "../schemas/answer.ts";
import {
  BulkActivation,
  BulkActivationOutcomes,
  BulkActivationRequest,
  BulkActivationTable,
  bulkActivationText,
} from "../schemas/bulk-activations.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { closed, paragraphs, ref } from "../schemas/schema.ts";
import { acceptUploads, type Uploads } from "../uploads/uploads.ts";

export interface BulkActivationRoutesOptions {
  readonly bulkActivations: BulkActivationService;
  readonly publicUrl: string;
  readonly uploads: Uploads;
}

const path = "/v1/bulk-activations";
const json = "application/json";
const csv = "text/csv";
const forms = { [json]: "bulk-json", [csv]: "bulk-csv" } as const;
const bodyBytesMax = 16 * 1024 * 1024;

export const bulkActivationRoutes: FastifyPluginAsyncTypebox<BulkActivationRoutesOptions> = async (
  app,
  { bulkActivations, publicUrl, uploads },
) => {
  acceptUploads(app, forms);

  app.post(
    path,
    {
      bodyLimit: bodyBytesMax,
      schema: {
        operationId: "bulkActivate",
        tags: ["Home login"],
        summary: "Set the home addresses of many pupils and invite the families",
        description: paragraphs(
          `Each row sets the home addresses of one pupil, as \`setHomeLogin\` does. A request has at most ${rowsMax} rows, in JSON or CSV; one with more rows answers 400 and changes nothing. A row without an address is skipped and changes nothing: to remove home login, use \`removeHomeLogin\`.`,
          "A row that cannot be applied is refused with its problem; the other rows are applied. An address that occurs in several rows receives one mail with a link for each pupil. The operation is idempotent: a row that changes nothing writes nothing and sends no mail, so the same request can be sent again.",
          "`Accept` selects the format of the response, whatever the format of the request; without it the response is JSON. `Accept-Language` selects the language of its texts: `nl` or `en`, by default English in JSON and Dutch in CSV. When the school uses a network environment instead of this service, the complete request answers 409, also with `dryRun=true`.",
          "Send one request of a school at a time. The response can be 401, 403 or 503 before the body is received. The body has at most 16 MiB. Callers: coordinators and teachers with a whole-school role for every pupil; other teachers for the pupils of their groups. A row about another pupil of the school is refused with `forbidden`.",
        ),
        querystring: closed({
          dryRun: Type.Boolean({
            default: false,
            description:
              "When `true`, the response has the result that each row would have, and nothing changes.",
          }),
          atomic: Type.Boolean({
            default: false,
            description:
              "When `true`, either all rows are applied or none. If a row is refused, the response is 400 `invalid-request`, also with `dryRun=true`; each `errors[].pointer` begins with `/rows/<index>`, where the index starts at 0.",
          }),
        }),
        response: {
          200: answerIn("The result of each row.", {
            [json]: BulkActivation,
            [csv]: BulkActivationOutcomes,
          }),
          ...problemResponsesWithBody("unauthorized", "forbidden", "network-environment"),
        },
      },
      config: {
        produces: [json, csv],
        extraHeaders: ["Content-Language"],
        upload: {
          requires: "person",
          body: {
            content: {
              [json]: { schema: ref(BulkActivationRequest) },
              [csv]: { schema: ref(BulkActivationTable) },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { schoolPrincipal, query } = request;
      const isTable = acceptedOf(request) === csv;
      const locale = localeOf(request);
      const text = await uploads.receive(request, forms, async ({ rows, ...table }) => {
        const judged = await bulkActivations.activate(schoolPrincipal, rows, query);
        return await runSteps(
          isTable
            ? writeActivationTable(judged, table, locale)
            : bulkActivationText(judged, table, { path, publicUrl, locale }),
        );
      });
      setLocale(reply, locale);
      const type = isTable ? `${csv}; charset=utf-8; header=present` : json;
      return await reply.type(type).serializer(String).send(text);
    },
  );
};
