// CSV tables as spreadsheets read and write them: RFC 4180, with the habits of Excel.
import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { invalidRequest, type ValidationError, validationErrorsMax } from "../domain/errors.ts";
import { say } from "../domain/messages/messages.ts";
import { finish, rowsPerStep, type Steps } from "../domain/steps.ts";
import { type CsvLimits, requireCsvWithin } from "./csv-limits.ts";

/** A Dutch spreadsheet writes semicolons, because the comma is its decimal separator. */
export type Delimiter = "," | ";";

export interface CsvTable<Column extends string> {
  /** For a response; a spreadsheet opens a file with tabs correctly only as text. */
  readonly delimiter: Delimiter;
  /** Without empty rows. */
  readonly rows: readonly CsvRow<Column>[];
  /** Names of the columns that are unknown. */
  readonly ignoredColumns: readonly string[];
}

export interface CsvRow<Column extends string> {
  /** Row in the spreadsheet, from 1 with the header and with empty rows. */
  readonly line: number;
  /** A missing cell is an empty string. */
  readonly cells: Readonly<Record<Column, string>>;
  /** Name of the first column, such as `D`, that has a value here and no name in the header. */
  readonly surplusColumn?: string;
}

export interface Columns<Column extends string> {
  readonly required: readonly Column[];
  readonly optional: readonly Column[];
  /** Whether a name in the header is one of a column; by default only its own name. */
  readonly isNameOf?: (column: Column, header: string) => boolean;
  /** Names for an error about the header; by default the columns. */
  readonly titles?: Readonly<Partial<Record<Column, string>>>;
}

type TableLimits = Pick<CsvLimits, "rowsMax">;

const byteOrderMark = "\uFEFF";
/**
 * Where a spreadsheet may take a text for a formula (OWASP CSV Injection): at its start, and after
 * whatever another spreadsheet takes for the end of a cell. An apostrophe there makes it text.
 */
const formula = /(?<=^|[,;\t\r\n])(?='*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/g;
const escapedFormula = /(?<=^|[,;\t\r\n])'(?='*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/g;
/** A row holds addresses and the outcomes of an earlier response; a spreadsheet adds empty cells. */
const rowLimits = { rowLengthMax: 10_000, cellsMax: 1_000 };
/** Names of columns in an error or a warning. */
const shownNamesMax = 20;
const hidden = "…";

/**
 * Parses a table whose first line names the columns, in any order. Capitals, spaces and punctuation
 * in a name do not matter. Ignores unknown columns, and `sep=;` before the header. Throws
 * `invalid-request` with all errors, up to `validationErrorsMax`, which contain no values of cells
 * below the header; for a table that is too large before it is parsed.
 */
export function parseCsv<Column extends string>(
  text: string,
  columns: Columns<Column>,
  { rowsMax }: TableLimits,
): CsvTable<Column> {
  const { delimiter, table } = separate(text);
  requireCsvWithin(table, delimiter, { rowsMax, ...rowLimits });
  const [head, ...lines] = readLines(table, delimiter);
  const header = readHeader(head?.cells ?? [], columns);
  const empty = [...columns.required, ...columns.optional].map((name) => [name, ""]);
  const rows = lines.map(({ line, cells }): CsvRow<Column> => {
    const filled = [...header.columns].map(([name, index]) => [name, withoutEscape(cells[index])]);
    const surplus = cells.findIndex((cell, index) => cell !== "" && !header.isNamed(index));
    return {
      line,
      cells: Object.fromEntries([...empty, ...filled]) as Record<Column, string>,
      ...(surplus !== -1 && { surplusColumn: letterOf(surplus) }),
    };
  });
  return {
    delimiter: delimiter === "," ? "," : ";",
    rows,
    ignoredColumns: header.ignoredColumns,
  };
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
  titleOf: (column: Column) => string = String,
): Steps<string> {
  const parts: string[] = [];
  for (let first = 0; first === 0 || first < rows.length; first += rowsPerStep) {
    if (first > 0) yield;
    const part = stringify(rows.slice(first, first + rowsPerStep), {
      columns: columns.map((key) => ({ key, header: titleOf(key) })),
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

/**
 * Returns the table and its delimiter: the one of a first line such as `sep=;`, otherwise of the
 * header, which has a semicolon or a tab only where that is the delimiter.
 */
function separate(file: string) {
  const text = file.startsWith(byteOrderMark) ? file.slice(1) : file;
  const [first = "", sign = ""] = /^"?sep=([,;\t])"?(?:\r?\n|\r|$)/i.exec(text) ?? [];
  const table = text.slice(first.length);
  const start = table.slice(0, rowLimits.rowLengthMax).trimStart();
  const [head = ""] = start.split(/[\r\n]/, 1);
  const delimiter = sign || [";", "\t"].find((one) => head.includes(one)) || ",";
  return { delimiter, table };
}

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Returns the rows that are not empty. */
function readLines(table: string, delimiter: string): Line[] {
  try {
    const lines: string[][] = parse(table, {
      delimiter,
      trim: delimiter !== "\t", // a tab is white space
      relax_column_count: true,
      skip_empty_lines: false,
    });
    return lines
      .map((cells, index) => ({ line: index + 1, cells: cells.map((cell) => cell.trim()) }))
      .filter(({ cells }) => cells.some((cell) => cell !== ""));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error["records"]) + 1;
    throw invalidRequest([{ pointer: "", detail: say("table-quote"), line }]);
  }
}

interface Header<Column extends string> {
  /** Index by column. */
  readonly columns: ReadonlyMap<Column, number>;
  readonly isNamed: (index: number) => boolean;
  readonly ignoredColumns: readonly string[];
}

function readHeader<Column extends string>(
  head: readonly string[],
  { required, optional, isNameOf = isSameName, titles }: Columns<Column>,
): Header<Column> {
  const known = [...required, ...optional];
  const titleOf = (column: Column) => titles?.[column] ?? column;
  const names = known
    .map(titleOf)
    .filter((title) => title !== "")
    .join(", ");
  const found = head.map((header) => known.find((column) => isNameOf(column, header)));
  if (head.length === 0) throw validationError(say("table-empty", { columns: names }));
  const read = namesOf(head);
  if (found.every((column) => column === undefined)) {
    throw validationError(say("table-no-header", { columns: names, read }));
  }
  const columns = new Map<Column, number>();
  const details: string[] = [];
  for (const [index, column] of found.entries()) {
    if (column === undefined) continue;
    if (!columns.has(column)) columns.set(column, index);
    else details.push(say("table-column-repeated", { column: titleOf(column), read }));
  }
  for (const column of required) {
    if (columns.has(column)) continue;
    details.push(say("table-column-missing", { column: titleOf(column), read }));
  }
  if (details.length > 0)
    throw invalidRequest(details.slice(0, validationErrorsMax).map(validationErrorOf));
  return {
    columns,
    isNamed: (index) => (head[index] ?? "") !== "",
    ignoredColumns: head
      .filter((header, index) => header !== "" && found[index] === undefined)
      .slice(0, shownNamesMax)
      .map(shown),
  };
}

function isSameName(column: string, header: string): boolean {
  return plainName(header) === plainName(column);
}

/** Returns the letters and digits of a name of a column, in lower case. */
export function plainName(header: string): string {
  return header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function namesOf(head: readonly string[]): string {
  const names = head.filter((header) => header !== "").map(shown);
  const more = names.length > shownNamesMax ? [hidden] : [];
  return [...names.slice(0, shownNamesMax), ...more].join(", ");
}

/** Quotes the name of a column. A cell that may be personal data is left out. */
function shown(header: string): string {
  return /^\p{L}[\p{L}\p{N} ()/_.-]{0,39}$/u.test(header) ? `"${header}"` : hidden;
}

/** Returns the letters of a column in a spreadsheet: `A` for 0, `AA` for 26. */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : `${letterOf(Math.floor(index / 26) - 1)}${last}`;
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
