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
        description: `Sets the home addresses of each row like \`setHomeLogin\`, for at most ${rowsMax} rows in JSON or CSV. A row that cannot be applied is rejected with its problem; the other rows are applied. The operation is idempotent: a row that changes nothing writes nothing and sends no mail, so the same request can be sent again. Pupils who share an address are combined in one mail. A request with more rows changes nothing and answers 400. The credential and the role are checked before the body is read. A process runs one such request of a school at a time and two wait; the next one is answered 503 with \`Retry-After\`. Callers: coordinators for every pupil; teachers for the pupils of their groups, where a row about another pupil is rejected.`,
        querystring: closed({
          dryRun: Type.Boolean({
            default: false,
            description:
              "When `true`, the response has the result that each row would have, and nothing changes.",
          }),
          atomic: Type.Boolean({
            default: false,
            description:
              "When `true`, either all rows are applied or none: a rejected row makes the request fail with 400.",
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
        return await runSteps(
          isTable
            ? writeActivationTable(judged, delimiter)
            : bulkActivationText(judged, path, publicUrl),
        );
      });
      const type = isTable ? `${csv}; charset=utf-8; header=present` : json;
      return await reply.type(type).serializer(String).send(text);
    },
  );
};
