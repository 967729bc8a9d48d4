import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { rowsMax } from "../../domain/bulk-activation.ts";
import { writeActivationTable } from "../../formats/activation-table.ts";
import type { BulkActivationService } from "../../services/school/bulk-activations.ts";
import { runSteps } from "../../services/shared/run-steps.ts";
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
import { closed, ref } from "../schemas/schema.ts";
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
        summary: "Set the home addresses of many pupils",
        description: `Does for each row what \`setHomeLogin\` does, for at most ${rowsMax} rows of JSON or of a table. A row that cannot be done is refused with its problem, and the others are done. A row that changes nothing writes and mails nothing, so the same request may be sent again. Children on one address are in one mail. A teacher's row about a pupil of other groups is refused. With more rows nothing is done, and the answer is 400.`,
        querystring: closed({
          dryRun: Type.Boolean({
            default: false,
            description: "Only tell what would come of each row, and change nothing.",
          }),
          atomic: Type.Boolean({
            default: false,
            description: "All rows or none: one that is refused is a fault of the request.",
          }),
        }),
        response: {
          200: answerIn("What came of each row.", {
            [json]: BulkActivation,
            [csv]: BulkActivationOutcomes,
          }),
          ...problemResponsesWithBody("unauthorized", "forbidden", "network-environment"),
        },
      },
      config: {
        produces: [json, csv],
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
      const text = await uploads.receive(request, forms, async ({ rows, delimiter }) => {
        const judged = await bulkActivations.activate(schoolPrincipal, rows, query);
        return isTable
          ? writeActivationTable(judged, delimiter)
          : await runSteps(bulkActivationText(judged, path, publicUrl));
      });
      const type = isTable ? `${csv}; charset=utf-8; header=present` : json;
      return await reply.type(type).serializer(String).send(text);
    },
  );
};
