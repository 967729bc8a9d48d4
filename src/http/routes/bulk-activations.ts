import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyRequest } from "fastify";
import Type, { type Static } from "typebox";
import { rowsMax } from "../../domain/bulk-activation.ts";
import { invalidRequest } from "../../domain/errors.ts";
import {
  type ActivationTable,
  parseActivationTable,
  writeActivationTable,
} from "../../formats/activation-table.ts";
import { decodeText } from "../../formats/csv.ts";
import type { BulkActivationService } from "../../services/bulk-activations.ts";
import { acceptedOf } from "../negotiation.ts";
import { answerIn } from "../schemas/answer.ts";
import {
  BulkActivation,
  BulkActivationOutcomes,
  BulkActivationRequest,
  BulkActivationTable,
  bulkActivationOf,
} from "../schemas/bulk-activations.ts";
import { refusalsOfBody } from "../schemas/problem.ts";
import { closed, ref } from "../schemas/schema.ts";

export interface BulkActivationRoutesOptions {
  readonly bulkActivations: BulkActivationService;
  readonly publicUrl: string;
}

const path = "/v1/bulk-activations";
const json = "application/json";
const csv = "text/csv";
const bodyOctetsMax = 16 * 1024 * 1024;

export const bulkActivationRoutes: FastifyPluginAsyncTypebox<BulkActivationRoutesOptions> = async (
  app,
  { bulkActivations, publicUrl },
) => {
  app.addContentTypeParser(
    csv,
    { parseAs: "buffer" },
    async (_request: FastifyRequest, octets: Buffer) => decodeText(octets),
  );

  app.post(
    path,
    {
      bodyLimit: bodyOctetsMax,
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
        body: {
          content: {
            [json]: { schema: ref(BulkActivationRequest) },
            [csv]: { schema: ref(BulkActivationTable) },
          },
        },
        response: {
          200: answerIn("What came of each row.", {
            [json]: BulkActivation,
            [csv]: BulkActivationOutcomes,
          }),
          ...refusalsOfBody("unauthorized", "forbidden", "network-environment"),
        },
      },
      config: { produces: [json, csv] },
    },
    async (request, reply) => {
      const { rows, delimiter } = rowsOf(
        request.body as string | Static<typeof BulkActivationRequest>,
      );
      const judged = await bulkActivations.activate(request.schoolPrincipal, rows, request.query);
      if (acceptedOf(request) !== csv) return bulkActivationOf(judged, path, publicUrl);
      reply.type(`${csv}; charset=utf-8; header=present`);
      return await reply.send(writeActivationTable(judged, delimiter));
    },
  );
};

/** The rows of either body; those of JSON have been counted by its schema. */
function rowsOf(body: string | Static<typeof BulkActivationRequest>): ActivationTable {
  if (typeof body !== "string") return body;
  const table = parseActivationTable(body);
  if (table.rows.length <= rowsMax) return table;
  throw invalidRequest([{ pointer: "/rows", detail: `has more than ${rowsMax} rows` }]);
}
