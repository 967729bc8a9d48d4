// The CSV table of pupils and home addresses: a coordinator's request, and the response with the
// outcomes.
import { type JudgedRow, type RequestedRow, rowsMax } from "../domain/bulk-activation.ts";
import { invalidRequest, type ValidationError, validationErrorsMax } from "../domain/errors.ts";
import type { Locale } from "../domain/language/locale.ts";
import { say, translate } from "../domain/messages/messages.ts";
import { rosterLimits } from "../domain/roster/text.ts";
import { mapInSteps, type Steps } from "../domain/steps.ts";
import { isWithin, typedEmailLengthMax } from "../domain/text.ts";
import { type Delimiter, parseCsv, plainName, writeCsvInSteps } from "./csv.ts";
import { columnTitle, outcomeText, type TableColumn } from "./table-texts.ts";

export interface ActivationTable {
  readonly delimiter: Delimiter;
  readonly rows: readonly RequestedRow[];
  /** Names of the columns that are unknown. */
  readonly ignoredColumns: readonly string[];
}

const requestColumns = ["externalId", "email1", "email2"] as const;
const resultColumns = ["outcome", "problem", "suggestion", "warning"] as const;
type Column = (typeof requestColumns | typeof resultColumns)[number];

const mail = "e?mail(?:adres|address)?";
const parent = "(?:ouder|verzorger|parent|guardian)";
/** Names of each column in other spreadsheets, as `plainName` returns them. */
const names: Readonly<Record<Column, RegExp>> = {
  externalId:
    /^(?:external|extern|externe)id$|^leerling(?:nummer|nr|id|key|sleutel)$|^(?:sleutel|key)$|^stam(?:nummer|nr)$|^(?:pupil|student)(?:number|nr|key)$/,
  email1: new RegExp(`^${mail}${parent}?1?$|^${parent}1${mail}$|^1e${mail}$|^eerste${mail}$`),
  email2: new RegExp(`^${mail}${parent}?2$|^${parent}2${mail}$|^2e${mail}$|^tweede${mail}$`),
  outcome: /^(?:outcome|uitkomst)$/,
  problem: /^(?:problem|probleem)$/,
  suggestion: /^(?:suggestion|suggestie)$/,
  warning: /^(?:warning|letop)$/,
};

const nameLengthMax = 40;

const columns = {
  required: requestColumns.slice(0, 2),
  optional: [...requestColumns.slice(2), ...resultColumns],
  isNameOf: (column: Column, header: string) =>
    isWithin(header, nameLengthMax) && names[column].test(plainName(header)),
  titles: {
    externalId: "externalId (leerlingnummer)",
    email1: "email1 (e-mail 1)",
    email2: "email2 (e-mail 2)",
    // Columns of a response, so an error does not ask for them.
    ...Object.fromEntries(resultColumns.map((column) => [column, ""])),
  },
};

/**
 * Reads the table. Ignores the columns of an earlier answer, so that a corrected answer can be sent
 * again as it is. Throws `invalid-request` for another table, and for a cell that is longer than its
 * property in JSON may be.
 */
export function parseActivationTable(text: string): ActivationTable {
  const table = parseCsv<Column>(text, columns, { rowsMax });
  const rows = table.rows.map(({ line, cells, surplusColumn }) => ({
    externalId: cells.externalId === "" ? undefined : cells.externalId,
    emails: [cells.email1, cells.email2].filter((email) => email !== ""),
    line,
    ...(surplusColumn !== undefined && { surplusColumn }),
  }));
  const errors = findLongCells(rows).take(validationErrorsMax).toArray();
  if (errors.length > 0) throw invalidRequest(errors);
  return { ...table, rows };
}

type TableRow = RequestedRow & Required<Pick<RequestedRow, "line">>;

function* findLongCells(rows: readonly TableRow[]): Generator<ValidationError> {
  for (const [index, { externalId = "", emails, line }] of rows.entries()) {
    const at = `/rows/${index}`;
    if (!isWithin(externalId, rosterLimits.keyLengthMax)) {
      yield { ...tooLong(`${at}/externalId`, rosterLimits.keyLengthMax), line };
    }
    for (const [place, email] of emails.entries()) {
      if (isWithin(email, typedEmailLengthMax)) continue;
      yield { ...tooLong(`${at}/emails/${place}`, typedEmailLengthMax), line };
    }
  }
}

/** In the words that validation has for the same fault in JSON. */
function tooLong(pointer: string, lengthMax: number): ValidationError {
  return { pointer, detail: say("characters-max", { max: lengthMax }) };
}

/**
 * Writes the requested rows, each with its outcome. The column `warning` is there only for a table
 * with ignored columns, and filled in its first row.
 */
export function* writeActivationTable(
  judged: readonly JudgedRow[],
  { delimiter, ignoredColumns = [] }: Partial<ActivationTable> = {},
  locale: Locale = "en",
): Steps<string> {
  const titleOf = (column: TableColumn) => columnTitle(column, locale);
  const warning = warningAbout(ignoredColumns, locale);
  const rows = yield* mapInSteps(judged, ({ row, pupil, outcome, problem }, index) => {
    const { emails, warnings } = row;
    const validationErrors = (problem?.validationErrors ?? []).map((one) =>
      sentenceOf(one, locale),
    );
    return {
      externalId: pupil?.externalId ?? row.externalId,
      email1: emails[0],
      email2: emails[1],
      outcome: outcomeText(outcome, locale),
      problem:
        validationErrors.length > 0
          ? validationErrors.join("; ")
          : problem && translate(problem.detail, locale),
      suggestion: warnings
        .map(({ pointer, suggestion }) =>
          // A cell with only a key would lose its leading zeros again.
          pointer.endsWith("/externalId") ? `${titleOf("externalId")} ${suggestion}` : suggestion,
        )
        .join(", "),
      warning: index === 0 ? warning : "",
    };
  });
  const shownColumns = [...requestColumns, ...resultColumns].filter(
    (column) => column !== "warning" || warning !== undefined,
  );
  return yield* writeCsvInSteps(shownColumns, rows, delimiter, titleOf);
}

/** Returns a text about the columns that a table has for nothing; `undefined` without them. */
export function warningAbout(
  ignoredColumns: readonly string[],
  locale: Locale,
): string | undefined {
  if (ignoredColumns.length === 0) return undefined;
  return translate(say("table-ignored", { columns: ignoredColumns.join(", ") }), locale);
}

/** Turns a validation error into a sentence for a spreadsheet, which shows no pointers. */
function sentenceOf({ pointer, detail }: ValidationError, locale: Locale): string {
  const text = translate(detail, locale);
  const index = /\/emails\/(\d+)$/.exec(pointer)?.[1];
  if (index !== undefined) return `${addressWords[locale]} ${Number(index) + 1} ${text}`;
  return /^\/rows\/\d+$/.test(pointer) ? `${rowWords[locale]} ${text}` : text;
}

const addressWords: Readonly<Record<Locale, string>> = { nl: "e-mail", en: "address" };
const rowWords: Readonly<Record<Locale, string>> = { nl: "deze rij", en: "this row" };
