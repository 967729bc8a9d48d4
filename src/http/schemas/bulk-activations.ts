import Type from "typebox";
import { rowOutcomes, rowsMax } from "../../domain/bulk-activation.ts";
import { mapInSteps, type Steps } from "../../domain/steps.ts";
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
              maxLength: 100,
              pattern: visible,
              description: "The pupil's key in the pupil administration. Or else:",
            }),
          ),
          pupilId: Type.Optional(Type.String({ maxLength: 100, description: "Its id here." })),
          emails: Type.Array(Type.String({ maxLength: 1_000 }), {
            maxItems: 20, // more than two are refused by the rule, which tells all faults
            description: "The whole set: one or two different addresses.",
            examples: [["ouder@example.nl", "opa@example.nl"]],
          }),
        }),
        { maxItems: rowsMax, description: "A pupil each." },
      ),
    },
    { description: "The home addresses that pupils are to have." },
  ),
);

export const BulkActivationTable = named(
  "BulkActivationTable",
  Type.String({
    description:
      "A table as a spreadsheet saves it, with the columns `externalId`, `email1` and `email2` in any order: commas or semicolons, UTF-8 or Windows-1252. The columns of an answer are passed over.",
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
          invited: count("Pupils who had no home login, and are invited."),
          changed: count("Pupils who had one with other addresses."),
          unchanged: count("Pupils who had these addresses: nothing was written or mailed."),
          refused: count("Rows that cannot be done; all others are."),
        },
        { description: "How many rows by outcome." },
      ),
      rows: Type.Array(
        Type.Object({
          row: Type.Integer({ minimum: 1, description: "Its place in the request, from 1." }),
          externalId: textOrNull({ description: "Of the pupil; `null` when that is unknown." }),
          pupilId: uuidOrNull("Of the pupil; `null` when there is none that you may know of."),
          outcome: oneOf(rowOutcomes, { description: "What came of the row." }),
          problem: Type.Optional(ref(Problem)),
          warnings: Type.Optional(
            Type.Array(ref(TypingWarning), { description: "Likely typing errors." }),
          ),
        }),
        { description: "The rows in the order of the request." },
      ),
    },
    { description: "What came of each row, or with `dryRun` would come of it." },
  ),
);

export const BulkActivationOutcomes = named(
  "BulkActivationOutcomes",
  Type.String({
    description:
      "The table with three columns more: `outcome`, `problem` and `suggestion`. It has a byte order mark, and the delimiter of the table that was sent. A cell that a spreadsheet would take for a formula begins with an apostrophe.",
    examples: [
      "externalId;email1;email2;outcome;problem;suggestion\r\n10001;ouder@gmial.com;;invited;;ouder@gmail.com\r\n",
    ],
  }),
);

/** The answer as JSON, made in steps because it is long. */
export function* bulkActivationText(
  judged: readonly BulkRow[],
  path: string,
  publicUrl: string,
): Steps<string> {
  const counts = { invited: 0, changed: 0, unchanged: 0, refused: 0 };
  const rows = yield* mapInSteps(judged, ({ row, pupil, outcome, refusal }) => {
    counts[outcome] += 1;
    return JSON.stringify({
      row: row.index + 1,
      externalId: pupil?.externalId ?? row.externalId ?? null,
      pupilId: pupil?.id ?? null,
      outcome,
      ...(refusal && { problem: problemOf(refusal, path, publicUrl) }),
      ...(row.warnings.length > 0 && { warnings: row.warnings }),
    });
  });
  return `{"counts":${JSON.stringify(counts)},"rows":[${rows.join()}]}`;
}
