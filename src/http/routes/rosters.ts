import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import Type from "typebox";
import { writeRosterTable } from "../../formats/roster-table.ts";
import type { RosterService } from "../../services/school/rosters.ts";
import { runSteps } from "../../services/shared/run-steps.ts";
import { localeOf, setLocale } from "../plugins/locale.ts";
import { acceptedOf } from "../plugins/negotiation.ts";
import { answerIn } from "../schemas/answer.ts";
import { problemResponsesWithBody } from "../schemas/problem.ts";
import { RosterChange, RosterChangeTable, rosterChangeText } from "../schemas/roster-changes.ts";
import { EdexmlDocument, RosterRequest } from "../schemas/rosters.ts";
import { anyOfForms, closed, paragraphs, ref } from "../schemas/schema.ts";
import { acceptUploads, type Uploads } from "../uploads/uploads.ts";

export interface RosterRoutesOptions {
  readonly rosters: RosterService;
  readonly uploads: Uploads;
}

const json = "application/json";
const csv = "text/csv";
const bodyBytesMax = 20 * 1024 * 1024;
/** Every media type is parsed to the same `Roster`. */
const forms = {
  "application/json": "roster-json",
  "application/xml": "roster-xml",
  "text/xml": "roster-xml",
} as const;

export const rosterRoutes: FastifyPluginAsyncTypebox<RosterRoutesOptions> = async (
  app,
  { rosters, uploads },
) => {
  acceptUploads(app, forms);

  app.put(
    "/v1/roster",
    {
      bodyLimit: bodyBytesMax,
      schema: {
        operationId: "putRoster",
        tags: ["Roster"],
        summary: "Replace the groups, teachers and pupils of the school (the roster)",
        description: paragraphs(
          "Replaces the roster of the school with the one of the pupil administration system, in EDEXML or JSON. The roster is applied completely or not at all. The last roster wins, so use one sender for a school. The operation is idempotent: the same roster again changes nothing.",
          "Groups, teachers and pupils are matched by `externalId` only. A new key makes a new pupil without home login.",
          [
            "- A pupil that is absent from the roster becomes a former pupil. It loses home login immediately: it cannot log in, its sessions end and its links become invalid. Its addresses receive a mail about the removal.",
            "- The addresses and passwords of a former pupil cannot be used again. They are erased with the pupil after `retentionDays` of the school.",
            "- A former pupil that returns before that keeps its id. Its addresses are deleted: set them again with `setHomeLogin`.",
            "- A teacher that is absent loses access immediately, also with a valid token.",
            "- A group that is absent is deleted with its settings. If it returns, it is a new group with another id and the default settings.",
          ].join("\n"),
          "The response has the keys of all groups, teachers and pupils by change, and names and groups in `details`. Use `dryRun=true` to judge the changes first. With `Accept: text/csv` the response is a table for a spreadsheet, in Dutch or with `Accept-Language: en` in English.",
          "When more than half of the current pupils are absent from the roster, the response is 409 `roster-too-small` and nothing changes. Send `confirm=true` to apply it.",
          "A roster with a duplicate `externalId` or `eckId`, with a group key that is not in its groups, or with a person without a name answers 400, also with `dryRun=true`.",
          "Send one roster of a school at a time. The response can be 401, 403 or 503 before the body is received. The body has at most 20 MiB. Callers: coordinators and portals.",
        ),
        querystring: closed({
          dryRun: Type.Boolean({
            default: false,
            description:
              "When `true`, nothing changes. The response is 200 with the changes that the roster would make, also when `needsConfirmation` is `true`. `confirm` has no effect.",
          }),
          confirm: Type.Boolean({
            default: false,
            description:
              "When `true`, the roster is applied even if more than half of the pupils leave. It has no effect on other rosters.",
          }),
        }),
        response: {
          200: answerIn("The changes that the roster makes, in JSON or as one table in CSV.", {
            [json]: RosterChange,
            [csv]: RosterChangeTable,
          }),
          ...problemResponsesWithBody("unauthorized", "forbidden", "roster-too-small"),
        },
      },
      config: {
        produces: [json, csv],
        extraHeaders: ["Content-Language"],
        upload: {
          requires: "whole-school",
          body: anyOfForms({
            "application/json": ref(RosterRequest),
            "application/xml": ref(EdexmlDocument),
            "text/xml": ref(EdexmlDocument),
          }),
        },
      },
    },
    async (request, reply) => {
      const { dryRun, confirm } = request.query;
      const isTable = acceptedOf(request) === csv;
      const locale = localeOf(request);
      const text = await uploads.receive(request, forms, async (roster) => {
        const outcome = await rosters.put(request.schoolPrincipal, roster, {
          isDryRun: dryRun,
          isConfirmed: confirm,
        });
        return await runSteps(
          isTable ? writeRosterTable(outcome, locale) : rosterChangeText(outcome),
        );
      });
      if (isTable) setLocale(reply, locale);
      const type = isTable ? `${csv}; charset=utf-8; header=present` : json;
      return await reply.type(type).serializer(String).send(text);
    },
  );
};
