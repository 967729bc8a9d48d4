import Type from "typebox";
import { numberOf, rowOutcomes, rowsMax } from "../../domain/bulk-activation.ts";
import type { ProblemDescription } from "../../domain/errors.ts";
import type { Locale } from "../../domain/language/locale.ts";
import { translate } from "../../domain/messages/messages.ts";
import { rosterLimits } from "../../domain/roster/text.ts";
import { mapInSteps, type Steps } from "../../domain/steps.ts";
import { typedEmailLengthMax } from "../../domain/text.ts";
import { warningAbout } from "../../formats/activation-table.ts";
import type { BulkRow } from "../../services/school/bulk-activations.ts";
import { inDutch, problemOf } from "../problems/problem.ts";
import { homeAddressRule, TypingWarning } from "./home-login.ts";
import { oneLinePattern } from "./patterns.ts";
import { Problem } from "./problem.ts";
import { closed, listed, named, oneOf, ref, textOrNull, uuidOrNull } from "./schema.ts";

/** How text in a CSV response is protected against formulas. */
export const spreadsheetForm =
  "The table is UTF-8 with a byte order mark and uses semicolons. Every cell is quoted.";

export const formulaRule =
  "If a cell, or the text after a comma or semicolon in it, starts with `=`, `+`, `-` or `@`, the service puts an apostrophe before that character, so that a spreadsheet does not run it as a formula. A program must remove it; `bulkActivate` removes it.";

export const BulkActivationRequest = named(
  "BulkActivationRequest",
  closed(
    {
      rows: Type.Array(
        closed({
          externalId: Type.Optional(
            Type.String({
              maxLength: rosterLimits.keyLengthMax,
              pattern: oneLinePattern,
              description:
                "Key of the pupil in the pupil administration system. Give exactly one of `externalId` and `pupilId`.",
            }),
          ),
          pupilId: Type.Optional(
            Type.String({
              maxLength: 100,
              description:
                "Id of the pupil in this service, a UUID. Give exactly one of `externalId` and `pupilId`.",
            }),
          ),
          emails: Type.Array(
            Type.String({ maxLength: typedEmailLengthMax, description: homeAddressRule }),
            {
              maxItems: 20, // the domain rule limits it to two and reports every validation error
              description:
                "The complete set of home addresses: one or two different e-mail addresses. It replaces the current set. An empty list skips the row; more than two are refused in its outcome.",
              examples: [["ouder@example.nl", "opa@example.nl"]],
            },
          ),
        }),
        {
          maxItems: rowsMax,
          description:
            "The rows; each row is one pupil. The first valid row about a pupil counts; another one is refused.",
        },
      ),
    },
    { description: "Home addresses for many pupils, one row for each pupil." },
  ),
);

export const BulkActivationTable = named(
  "BulkActivationTable",
  Type.String({
    description: [
      "A CSV table (RFC 4180) with a header line.",
      "",
      "- Columns, in any order: `externalId`, `email1`, and optionally `email2`. Capitals, spaces and punctuation do not matter. Common Dutch names are accepted too, such as `leerlingnummer`, `e-mail 1`, `e-mailadres` and `e-mail ouder 2`.",
      "- Other columns are ignored, with a warning in the response that names them. A cell in a column without a name refuses its row; empty cells there do not.",
      "- The columns `outcome`, `problem`, `suggestion` and `warning` of a response are ignored, also under their Dutch names: correct the table of a response and send it again.",
      "- The delimiter is a semicolon, a comma or a tab: the one of the header line, or of a line such as `sep=;` before it.",
      "- The encoding is UTF-8, UTF-16 with a byte order mark, or Windows-1252 when the bytes are neither. `charset` is ignored.",
      "- Cells can be quoted with double quotes. White space around a cell is removed. Empty rows are ignored; more than 50,000 of them answer 400.",
      "- The limits of a cell are those of the property in JSON. A row has at most 10,000 characters.",
    ].join("\n"),
    examples: ["externalId;email1;email2\r\n1001;ouder@example.nl;opa@example.nl\r\n"],
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
          changed: count("Number of pupils that had home addresses and now have other ones."),
          unchanged: count(
            "Number of pupils that already had these addresses. Nothing is written and no mail is sent for them.",
          ),
          skipped: count("Number of rows without an address. Nothing is written for them."),
          refused: count("Number of rejected rows. The other rows are applied."),
        },
        { description: "Number of rows for each outcome." },
      ),
      warnings: Type.Optional(
        Type.Array(
          Type.Object(
            { detail: Type.String({ description: "Description of the warning." }) },
            { description: "A warning." },
          ),
          {
            description:
              "Warnings about the CSV table of the request, such as ignored columns; absent when there are none.",
          },
        ),
      ),
      rows: Type.Array(
        Type.Object(
          {
            row: Type.Integer({
              minimum: 1,
              description:
                "Number of the row. In JSON the first row is 1. In CSV it is the row of the spreadsheet: the header is 1, and empty rows count.",
            }),
            externalId: textOrNull({
              description:
                "Key of the pupil, or the `externalId` of the request when there is no such pupil; `null` when the row had only a `pupilId` that is unknown.",
            }),
            pupilId: uuidOrNull(
              "Id of the pupil in this service; `null` when there is no such pupil or the caller has no access to it.",
            ),
            outcome: oneOf(rowOutcomes, {
              description: listed("Result of the row.", {
                invited: "the pupil had no home address; each of its addresses is invited.",
                changed: "the pupil had other home addresses; each new address is invited.",
                unchanged: "the pupil already had these addresses.",
                skipped: "the row has no address; the addresses of the pupil stay as they are.",
                refused:
                  "the row was not applied; `problem` says why, also that the pupil has left according to the roster.",
              }),
            }),
            problem: Type.Optional(ref(Problem)),
            warnings: Type.Optional(
              Type.Array(ref(TypingWarning), {
                description:
                  "Likely typing errors in the addresses of this row, and for an unknown `externalId` the key of the only pupil whose key has the same digits (`00001` for `1`, `1.0` or `1E+00`); absent when there are none. The addresses are accepted as they are. `pointer` begins with `/rows/<index>`, where the index starts at 0.",
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
    description: [
      "The rows of the request with three or four more columns.",
      "",
      "- `outcome`: as in JSON, as a Dutch word in Dutch.",
      "- `problem`: the validation errors, separated by `; `, or the `detail` of the problem; empty when there is none.",
      "- `suggestion`: the suggested addresses or the suggested key of the pupil, separated by `, `; empty when there is none.",
      "- `warning`: the columns of the request that are ignored, in the first row. The column is absent when there are none.",
      "",
      "The table is UTF-8 with a byte order mark and uses the delimiter of the request; for a request in JSON a comma. Every cell is quoted.",
      "",
      formulaRule,
      "",
      "In Dutch, the default, the columns are `leerlingnummer`, `e-mail 1`, `e-mail 2`, `uitkomst`, `probleem`, `suggestie` and `let op`. With `Accept-Language: en` they are as above, with the values of JSON.",
    ].join("\n"),
    examples: [
      '"leerlingnummer";"e-mail 1";"e-mail 2";"uitkomst";"probleem";"suggestie"\r\n"1001";"ouder@gmial.com";"";"uitgenodigd";"";"ouder@gmail.com"\r\n',
    ],
  }),
);

interface BulkTextOptions {
  readonly path: string;
  readonly publicUrl: string;
  readonly locale: Locale;
}

/** Serialises the response as JSON, in steps because it can have many rows. */
export function* bulkActivationText(
  judged: readonly BulkRow[],
  { ignoredColumns = [] }: { readonly ignoredColumns?: readonly string[] },
  { path, publicUrl, locale }: BulkTextOptions,
): Steps<string> {
  const inLocale = (problem: ProblemDescription) =>
    (locale === "nl" && inDutch(problem)) || problem;
  const counts = { invited: 0, changed: 0, unchanged: 0, skipped: 0, refused: 0 };
  const rows = yield* mapInSteps(judged, ({ row, pupil, outcome, problem }) => {
    counts[outcome] += 1;
    return JSON.stringify({
      row: numberOf(row),
      externalId: pupil?.externalId ?? row.externalId ?? null,
      pupilId: pupil?.id ?? null,
      outcome,
      ...(problem && { problem: problemOf(inLocale(problem), path, publicUrl) }),
      ...(row.warnings.length > 0 && {
        warnings: row.warnings.map((one) => ({ ...one, detail: translate(one.detail, locale) })),
      }),
    });
  });
  const warning = warningAbout(ignoredColumns, locale);
  const head = JSON.stringify({ counts, ...(warning && { warnings: [{ detail: warning }] }) });
  return `${head.slice(0, -1)},"rows":[${rows.join()}]}`;
}
