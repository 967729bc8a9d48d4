// The CSV table of pupils and home addresses: a coordinator's request, and the response with the
// outcomes.
import {
  externalIdLengthMax,
  type JudgedRow,
  type RequestedRow,
  rowsMax,
} from "../domain/bulk-activation.ts";
import { invalidRequest, type ValidationError, validationErrorsMax } from "../domain/errors.ts";
import { mapInSteps, type Steps } from "../domain/steps.ts";
import { isWithin, typedEmailLengthMax } from "../domain/text.ts";
import { type Delimiter, parseCsv, writeCsvInSteps } from "./csv.ts";

export interface ActivationTable {
  readonly delimiter?: Delimiter;
  readonly rows: readonly RequestedRow[];
}

const requestColumns = ["externalId", "email1", "email2"] as const;
const resultColumns = ["outcome", "problem", "suggestion"] as const;

/**
 * Reads the table. Ignores the columns of an earlier answer, so that a corrected answer can be sent
 * again as it is. Throws `invalid-request` for another table, and for a cell that is longer than its
 * property in JSON may be.
 */
export function parseActivationTable(text: string): ActivationTable {
  const columns = {
    required: requestColumns.slice(0, 2),
    optional: [...requestColumns.slice(2), ...resultColumns],
  };
  const table = parseCsv(text, columns, { rowsMax });
  const rows = table.rows.map(({ externalId, email1, email2 }) => ({
    externalId: externalId === "" ? undefined : externalId,
    emails: [email1, email2].filter((email) => email !== undefined && email !== ""),
  }));
  const errors = findLongCells(rows).take(validationErrorsMax).toArray();
  if (errors.length > 0) throw invalidRequest(errors);
  return { delimiter: table.delimiter, rows };
}

function* findLongCells(rows: readonly RequestedRow[]): Generator<ValidationError> {
  for (const [index, { externalId = "", emails }] of rows.entries()) {
    const at = `/rows/${index}`;
    if (!isWithin(externalId, externalIdLengthMax)) {
      yield tooLong(`${at}/externalId`, externalIdLengthMax);
    }
    for (const [place, email] of emails.entries()) {
      if (isWithin(email, typedEmailLengthMax)) continue;
      yield tooLong(`${at}/emails/${place}`, typedEmailLengthMax);
    }
  }
}

/** In the words that validation has for the same fault in JSON. */
function tooLong(pointer: string, lengthMax: number): ValidationError {
  return { pointer, detail: `must have at most ${lengthMax} characters` };
}

/** Writes the requested rows, each with its outcome. */
export function* writeActivationTable(
  judged: readonly JudgedRow[],
  delimiter?: Delimiter,
): Steps<string> {
  const rows = yield* mapInSteps(judged, ({ row, pupil, outcome, problem }) => {
    const { emails, warnings } = row;
    const validationErrors = problem?.validationErrors.map(sentenceOf) ?? [];
    return {
      externalId: pupil?.externalId ?? row.externalId,
      email1: emails[0],
      email2: emails[1],
      outcome,
      problem: validationErrors.length > 0 ? validationErrors.join("; ") : problem?.detail,
      suggestion: warnings.map(({ suggestion }) => suggestion).join(", "),
    };
  });
  return yield* writeCsvInSteps([...requestColumns, ...resultColumns], rows, delimiter);
}

/** Turns a validation error into a sentence for a spreadsheet, which shows no pointers. */
function sentenceOf({ pointer, detail }: ValidationError): string {
  const index = /\/emails\/(\d+)$/.exec(pointer)?.[1];
  return index === undefined ? detail : `address ${Number(index) + 1} ${detail}`;
}
