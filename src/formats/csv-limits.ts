// What a table may hold, before it is parsed: its rows are counted without an object for any of them.
import { invalidRequest, type ServiceError } from "../domain/errors.ts";
import { say } from "../domain/messages/messages.ts";

export interface CsvLimits {
  /** Below the header, empty rows aside. */
  readonly rowsMax: number;
  /** Of a row or of the header, in UTF-16 units. */
  readonly rowLengthMax: number;
  /** Of one row. */
  readonly cellsMax: number;
}

/** An empty row costs the parser as much as a filled one; spreadsheets add thousands. */
const emptyRowsMax = 50_000;

const code = (character: string) => character.charCodeAt(0);
const quote = code('"');
const space = code(" ");
const lineFeed = code("\n");
const carriageReturn = code("\r");

/** Throws `invalid-request` for a table that is larger than the limits. */
export function requireCsvWithin(text: string, delimiter: string, limits: CsvLimits): void {
  const { rowsMax, rowLengthMax, cellsMax } = limits;
  const separator = code(delimiter);
  let filledRows = 0;
  let emptyRows = 0;
  let isFilled = false;
  let isQuoted = false;
  let cells = 1;
  let length = 0;
  let line = 1;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (!isQuoted && (unit === lineFeed || unit === carriageReturn)) {
      const isEndOfPair = unit === lineFeed && text.charCodeAt(at - 1) === carriageReturn;
      if (isEndOfPair) continue;
      line += 1;
      if (!isFilled) emptyRows += 1;
      if (emptyRows > emptyRowsMax) throw tooMuch(say("table-empty-rows", { max: emptyRowsMax }));
      isFilled = false;
      cells = 1;
      length = 0;
      continue;
    }
    length += 1;
    if (unit === quote) isQuoted = !isQuoted;
    else if (unit === separator && !isQuoted) cells += 1;
    else if (unit > space && !isFilled) {
      isFilled = true;
      filledRows += 1;
    }
    if (filledRows > rowsMax + 1) throw tooMuch(say("table-rows", { max: rowsMax }), "/rows");
    if (cells > cellsMax) throw tooMuch(say("table-cells", { max: cellsMax }), "", line);
    if (length > rowLengthMax) {
      throw tooMuch(say("table-row-too-long", { max: rowLengthMax }), "", line);
    }
  }
}

function tooMuch(detail: string, pointer = "", line?: number): ServiceError {
  return invalidRequest([{ pointer, detail, ...(line !== undefined && { line }) }]);
}
