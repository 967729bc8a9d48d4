import Type from "typebox";
import { externalIdLengthMax, rowOutcomes, rowsMax } from "../../domain/bulk-activation.ts";
import { mapInSteps, type Steps } from "../../domain/steps.ts";
import { typedEmailLengthMax } from "../../domain/text.ts";
import type { BulkRow } from "../../services/school/bulk-activations.ts";
import { problemOf } from "../problems/problem.ts";
import { TypingWarning } from "./home-login.ts";
import { Problem } from "./problem.ts";
import { closed, named, oneOf, ref, textOrNull, uuidOrNull } from "./schema.ts";

const visible = "^[^\\p{Cc}]*$"; // no control characters

export const BulkActivationRequest = named(
  "BulkActivationRequest",
  closed(
    {
      rows: Type.Array(
        closed({
          externalId: Type.Optional(
            Type.String({
              maxLength: externalIdLengthMax,
              pattern: visible,
              description:
                "Key of the pupil in the pupil administration system. A row needs this or `pupilId`.",
            }),
          ),
          pupilId: Type.Optional(
            Type.String({
              maxLength: 100,
              description: "Id of the pupil in this service. A row needs this or `externalId`.",
            }),
          ),
          emails: Type.Array(
            Type.String({ maxLength: typedEmailLengthMax, description: "A home address." }),
            {
              maxItems: 20, // the domain rule limits it to two and reports every validation error
              description:
                "The complete set of home addresses: one or two different e-mail addresses. It replaces the current set.",
              examples: [["ouder@example.nl", "opa@example.nl"]],
            },
          ),
        }),
        { maxItems: rowsMax, description: "The rows; each row is one pupil." },
      ),
    },
    { description: "Home addresses for many pupils, one row for each pupil." },
  ),
);

export const BulkActivationTable = named(
  "BulkActivationTable",
  Type.String({
    description:
      "A CSV table with a header line and the columns `externalId`, `email1` and `email2` in any order. The delimiter is a comma or a semicolon; the encoding is UTF-8 or Windows-1252. A cell can be as long as the property in JSON, and a row 10,000 characters. The columns `outcome`, `problem` and `suggestion` of an earlier response are ignored, so a corrected response can be sent again.",
    examples: ["externalId;email1;email2\r\n10001;ouder@example.nl;opa@example.nl\r\n"],
  }),
);

const count = (description: string) => Type.Integer({ minimum: 0, description });

export const BulkActivation = named(
  "BulkActivation",
  Type.Object(
    {
      counts: Type.Object(
        {
          invited: count("Number of pupils without home login that are now invited."),
          changed: count("Number of pupils whose home addresses were changed."),
          unchanged: count(
            "Number of pupils that already had these addresses. Nothing is written and no mail is sent for them.",
          ),
          refused: count("Number of rejected rows. The other rows are applied."),
        },
        { description: "Number of rows for each outcome." },
      ),
      rows: Type.Array(
        Type.Object(
          {
            row: Type.Integer({
              minimum: 1,
              description: "Number of the row in the request, starting at 1.",
            }),
            externalId: textOrNull({
              description:
                "Key of the pupil in the pupil administration system; `null` when it is unknown.",
            }),
            pupilId: uuidOrNull(
              "Id of the pupil in this service; `null` when there is no such pupil or the caller has no access to it.",
            ),
            outcome: oneOf(rowOutcomes, {
              description:
                "Result of the row: `invited`, `changed`, `unchanged`, or `refused` with a `problem`.",
            }),
            problem: Type.Optional(ref(Problem)),
            warnings: Type.Optional(
              Type.Array(ref(TypingWarning), {
                description:
                  "Likely typing errors in the addresses of this row. The addresses are accepted as they are.",
              }),
            ),
          },
          { description: "The result of one row." },
        ),
        { description: "The result of each row, in the order of the request." },
      ),
    },
    {
      description:
        "The result of each row. With `dryRun=true` it is the result that the request would have.",
    },
  ),
);

export const BulkActivationOutcomes = named(
  "BulkActivationOutcomes",
  Type.String({
    description:
      "The table of the request with three more columns: `outcome`, `problem` and `suggestion`. It is UTF-8 with a byte order mark and uses the delimiter of the request. Every cell is quoted. A text that a spreadsheet would interpret as a formula, at the start of a cell or after a comma or semicolon in it, starts with an apostrophe. The apostrophe is removed when the table is sent again.",
    examples: [
      '"externalId";"email1";"email2";"outcome";"problem";"suggestion"\r\n"10001";"ouder@gmial.com";"";"invited";"";"ouder@gmail.com"\r\n',
    ],
  }),
);

/** Serialises the response as JSON, in steps because it can have many rows. */
export function* bulkActivationText(
  judged: readonly BulkRow[],
  path: string,
  publicUrl: string,
): Steps<string> {
  const counts = { invited: 0, changed: 0, unchanged: 0, refused: 0 };
  const rows = yield* mapInSteps(judged, ({ row, pupil, outcome, problem }) => {
    counts[outcome] += 1;
    return JSON.stringify({
      row: row.index + 1,
      externalId: pupil?.externalId ?? row.externalId ?? null,
      pupilId: pupil?.id ?? null,
      outcome,
      ...(problem && { problem: problemOf(problem, path, publicUrl) }),
      ...(row.warnings.length > 0 && { warnings: row.warnings }),
    });
  });
  return `{"counts":${JSON.stringify(counts)},"rows":[${rows.join()}]}`;
}
