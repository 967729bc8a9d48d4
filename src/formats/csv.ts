// CSV tables as spreadsheets read and write them: RFC 4180, with the habits of Excel.
import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { invalidRequest, type ValidationError, validationErrorsMax } from "../domain/errors.ts";
import { finish, rowsPerStep, type Steps } from "../domain/steps.ts";
import { type CsvLimits, requireCsvWithin } from "./csv-limits.ts";

/** A Dutch spreadsheet writes semicolons, because the comma is its decimal separator. */
export type Delimiter = "," | ";";

export interface CsvTable<Column extends string> {
  readonly delimiter: Delimiter;
  /** Without empty lines. A missing cell is an empty string. */
  readonly rows: readonly Readonly<Record<Column, string>>[];
}

interface Columns<Column extends string> {
  readonly required: readonly Column[];
  readonly optional: readonly Column[];
}

type TableLimits = Pick<CsvLimits, "rowsMax">;

const byteOrderMark = "\uFEFF";
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters mark a binary file
const binary = /[\0-\x08\x0E-\x1F\x7F-\x9F]/;
/**
 * Where a spreadsheet may take a text for a formula (OWASP CSV Injection): at its start, and after
 * whatever another spreadsheet takes for the end of a cell. An apostrophe there makes it text.
 */
const formula = /(?<=^|[,;\t\r\n])(?='*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/g;
const escapedFormula = /(?<=^|[,;\t\r\n])'(?='*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/g;
/** A row holds addresses and the outcomes of an earlier response; a spreadsheet adds empty cells. */
const rowLimits = { rowLengthMax: 10_000, cellsMax: 1_000 };

/**
 * Decodes a text file without its byte order mark: UTF-8, otherwise Windows-1252, in which nearly
 * no text is valid UTF-8. Throws `invalid-request` for a binary file, such as a workbook.
 */
export function decodeText(bytes: Uint8Array): string {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03;
  if (isZip) throw validationError("is a workbook or another ZIP file: save it as CSV first");
  const text = decodeUtf8(bytes) ?? new TextDecoder("windows-1252").decode(bytes);
  if (binary.test(text)) throw validationError("is not text in UTF-8 or Windows-1252");
  return text;
}

/**
 * Parses a table whose first line names the columns, in any order and case. Throws
 * `invalid-request` with all errors, up to `validationErrorsMax`, which contain no cell values; for a
 * table that is too large before it is parsed.
 */
export function parseCsv<Column extends string>(
  text: string,
  columns: Columns<Column>,
  { rowsMax }: TableLimits,
): CsvTable<Column> {
  const delimiter = delimiterOf(text);
  requireCsvWithin(text, delimiter, { rowsMax, ...rowLimits });
  const [head = [], ...lines] = readLines(text, delimiter);
  const names = readHeader(head, columns);
  const validationErrors = lines
    .entries()
    .filter(([, cells]) => cells.slice(names.length).some((cell) => cell !== ""))
    .map(([row]) => ({ pointer: `/rows/${row}`, detail: "has more cells than there are columns" }))
    .take(validationErrorsMax)
    .toArray();
  if (validationErrors.length > 0) throw invalidRequest(validationErrors);
  const empty = [...columns.required, ...columns.optional].map((name) => [name, ""]);
  const rows = lines.map((cells) => {
    const filled = names.map((name, index) => [name, withoutEscape(cells[index])]);
    return Object.fromEntries([...empty, ...filled]) as Record<Column, string>;
  });
  return { delimiter, rows };
}

/**
 * Writes a table that a spreadsheet opens with correct accents and without evaluating any part of a
 * cell as a formula (OWASP CSV Injection), whether it splits rows at commas or at semicolons. Every
 * cell is quoted; `parseCsv` restores the cells.
 */
export function writeCsv<Column extends string>(
  ...table: Parameters<typeof writeCsvInSteps<Column>>
): string {
  return finish(writeCsvInSteps(...table));
}

/** The same in steps, for any number of rows. */
export function* writeCsvInSteps<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Partial<Record<Column, string | number | null | undefined>>>[],
  delimiter: Delimiter = ",",
): Steps<string> {
  const parts: string[] = [];
  for (let first = 0; first === 0 || first < rows.length; first += rowsPerStep) {
    if (first > 0) yield;
    const part = stringify(rows.slice(first, first + rowsPerStep), {
      columns: [...columns],
      header: first === 0,
      bom: first === 0,
      delimiter,
      record_delimiter: "windows",
      quote_record_delimiter: true,
      quoted: true,
      quoted_empty: true,
      cast: { string: (text) => text.replace(formula, "'") },
    });
    parts.push(part);
  }
  return parts.join("");
}

/** Returns `undefined` for invalid UTF-8, but throws if a byte order mark announces UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    if (isMarked)
      throw validationError("begins with the UTF-8 byte order mark, but is not valid UTF-8");
    return undefined;
  }
}

/** The delimiter of the header, which holds a semicolon only where that is the one. */
function delimiterOf(text: string): Delimiter {
  const headLength = text.search(/[\r\n]/);
  const head = text.slice(0, headLength === -1 ? rowLimits.rowLengthMax : headLength);
  return head.includes(";") ? ";" : ",";
}

function readLines(text: string, delimiter: Delimiter): string[][] {
  try {
    return parse(text.startsWith(byteOrderMark) ? text.slice(1) : text, {
      delimiter,
      trim: true,
      relax_column_count: true,
      skip_records_with_empty_values: true,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw validationError(
      `has a quote that is not closed, or is in the middle of a cell: line ${error.lines}`,
    );
  }
}

function readHeader<Column extends string>(
  head: readonly string[],
  { required, optional }: Columns<Column>,
): Column[] {
  const known = [...required, ...optional];
  const found = head.map((name) => known.find((one) => one.toLowerCase() === name.toLowerCase()));
  if (found.every((name) => name === undefined)) {
    throw validationError(
      `has no header: its first line must name the columns ${known.join(", ")}`,
    );
  }
  const names: Column[] = [];
  const details: string[] = [];
  for (const [index, name] of found.entries()) {
    if (name === undefined) details.push(`column ${index + 1} is unknown`);
    else if (names.includes(name)) details.push(`has the column ${name} twice`);
    else names.push(name);
  }
  for (const name of required) {
    if (!names.includes(name)) details.push(`has no column ${name}`);
  }
  if (details.length > 0)
    throw invalidRequest(details.slice(0, validationErrorsMax).map(validationErrorOf));
  return names;
}

function withoutEscape(cell = ""): string {
  return cell.replace(escapedFormula, "");
}

function validationErrorOf(detail: string): ValidationError {
  return { pointer: "", detail };
}

function validationError(detail: string) {
  return invalidRequest([validationErrorOf(detail)]);
}
