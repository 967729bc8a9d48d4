// The CSV table of pupils and home addresses: a coordinator's request, and the response with the
// outcomes.
import type { JudgedRow, RequestedRow } from "../domain/bulk-activation.ts";
import type { ValidationError } from "../domain/errors.ts";
import { mapInSteps, type Steps } from "../domain/steps.ts";
import { type Delimiter, parseCsv, writeCsvInSteps } from "./csv.ts";

export interface ActivationTable {
  readonly delimiter?: Delimiter;
  readonly rows: readonly RequestedRow[];
}

const asked = ["externalId", "email1", "email2"] as const;
const told = ["outcome", "problem", "suggestion"] as const;

/**
 * Parses the table and ignores the outcome columns, so that a corrected response can be sent again
 * as it is. Throws `invalid-request` for an invalid table.
 */
export function parseActivationTable(text: string): ActivationTable {
  const columns = { required: asked.slice(0, 2), optional: [...asked.slice(2), ...told] };
  const { delimiter, rows } = parseCsv(text, columns);
  return {
    delimiter,
    rows: rows.map(({ externalId, email1, email2 }) => ({
      externalId: externalId === "" ? undefined : externalId,
      emails: [email1, email2].filter((email) => email !== undefined && email !== ""),
    })),
  };
}

/** Writes the requested rows, each with its outcome. */
export function* writeActivationTable(
  judged: readonly JudgedRow[],
  delimiter?: Delimiter,
): Steps<string> {
  const rows = yield* mapInSteps(judged, ({ row, pupil, outcome, refusal }) => {
    const { emails, warnings } = row;
    const validationErrors = refusal?.validationErrors.map(sentenceOf) ?? [];
    return {
      externalId: pupil?.externalId ?? row.externalId,
      email1: emails[0],
      email2: emails[1],
      outcome,
      problem: validationErrors.length > 0 ? validationErrors.join("; ") : refusal?.detail,
      suggestion: warnings.map(({ suggestion }) => suggestion).join(", "),
    };
  });
  return yield* writeCsvInSteps([...asked, ...told], rows, delimiter);
}

/** Turns a validation error into a sentence for a spreadsheet, which shows no pointers. */
function sentenceOf({ pointer, detail }: ValidationError): string {
  const index = /\/emails\/(\d+)$/.exec(pointer)?.[1];
  return index === undefined ? detail : `address ${Number(index) + 1} ${detail}`;
}
