// Many activations in one request. Each row is judged like a single activation; an invalid row does
// not stop the others.
import { type EmailAddress, parseEmailAddress, withoutName } from "./email-address.ts";
import type { ProblemDescription, ValidationError } from "./errors.ts";
import {
  type AddressChange,
  changesAnything,
  compareAddresses,
  errorsOfUndeliverableDomains,
  readAddresses,
} from "./home-login.ts";
import { say } from "./messages/messages.ts";
import { numberKeyOf } from "./roster/number-key.ts";
import { finish, mapInSteps, type Steps } from "./steps.ts";
import { isWithin, typedEmailLengthMax } from "./text.ts";
import {
  createSuggestDomain,
  type SuggestDomain,
  type TypingWarning,
  warningsFor,
} from "./typing-error.ts";

export const rowsMax = 20_000;

export const rowOutcomes = ["invited", "changed", "unchanged", "skipped", "refused"] as const;
export type RowOutcome = (typeof rowOutcomes)[number];

/** One pupil, by one of two ids, with its complete set of addresses. */
export interface RequestedRow {
  readonly externalId?: string | undefined;
  readonly pupilId?: string | undefined;
  readonly emails: readonly string[];
  /** Row in the spreadsheet, from 1 with the header; absent for JSON. */
  readonly line?: number;
  /** Name of the first column, such as `D`, that has a value here and no name in the header. */
  readonly surplusColumn?: string;
}

/** A row after the checks that need no data of the school. */
export interface ReadRow extends RequestedRow {
  /** Index in the request, from 0. */
  readonly index: number;
  readonly wanted: readonly EmailAddress[];
  readonly validationErrors: readonly ValidationError[];
  readonly warnings: readonly TypingWarning[];
}

interface Pupil {
  readonly id: string;
  readonly externalId: string;
}

interface Address {
  readonly emailKey: string;
}

/** The data of the school that the rows need. */
export interface SchoolState<Current extends Address> {
  readonly pupils: readonly Pupil[];
  /** Addresses by pupil id. */
  readonly addresses: ReadonlyMap<string, readonly Current[]>;
  /** Pupils whose key has the same digits as a row with an unknown key. */
  readonly lookalikes?: readonly Pupil[];
  /** Dates on which pupils left, by key. */
  readonly leftDates?: ReadonlyMap<string, string>;
  /** Whether the caller may access a pupil. */
  readonly isWithinReach: (pupilId: string) => boolean;
}

/** Outcome of one row. */
export interface JudgedRow<Current extends Address = Address> {
  readonly row: ReadRow;
  readonly outcome: RowOutcome;
  /** The pupil, if it exists and the caller may access it. */
  readonly pupil?: Pupil;
  /** The change to write; absent for an unchanged or rejected row. */
  readonly change?: AddressChange<Current>;
  readonly problem?: ProblemDescription;
}

/** Parses the rows; pointers are relative to a body that holds the rows under `rows`. */
export function readRows(rows: readonly RequestedRow[]): ReadRow[] {
  const suggest = createSuggestDomain();
  return rows.map((row, index) => readRow(row, index, suggest));
}

function readRow(row: RequestedRow, index: number, suggest: SuggestDomain): ReadRow {
  const { addresses, validationErrors } =
    row.emails.length > 0 ? readAddresses(row.emails) : noAddresses;
  const below = belowRow(index, row.line);
  return {
    ...row,
    pupilId: row.pupilId?.toLowerCase(),
    index,
    wanted: addresses,
    validationErrors: [...errorsOfRow(row), ...validationErrors].map(below),
    // Invalid addresses are checked too: a typing error at the end often makes an address invalid.
    warnings: warningsFor(row.emails.map(asTyped), suggest).map(below),
  };
}

/** A row without an address asks for nothing; it is skipped. */
const noAddresses = { addresses: [], validationErrors: [] };

function errorsOfRow({ externalId, pupilId, surplusColumn }: RequestedRow): ValidationError[] {
  const hasOneName = (externalId === undefined) !== (pupilId === undefined);
  const details = [
    ...(hasOneName ? [] : [say("row-names")]),
    ...(surplusColumn === undefined ? [] : [say("row-surplus", { column: surplusColumn })]),
  ];
  return details.map((detail) => ({ pointer: "", detail }));
}

/** Number of a row for people: of the spreadsheet, or in the list of the request. */
export function numberOf({ line, index }: Pick<ReadRow, "line" | "index">): number {
  return line ?? index + 1;
}

/** Judges rows in order. Of valid rows about the same pupil the first counts. */
export function judgeRows<Current extends Address>(
  rows: readonly ReadRow[],
  school: SchoolState<Current>,
): JudgedRow<Current>[] {
  return finish(judgeRowsInSteps(rows, school));
}

/** Judges rows in steps, for any number of rows; otherwise like `judgeRows`. */
export function* judgeRowsInSteps<Current extends Address>(
  rows: readonly ReadRow[],
  { pupils, lookalikes = [], leftDates, addresses, isWithinReach }: SchoolState<Current>,
): Steps<JudgedRow<Current>[]> {
  const byExternalId = new Map(pupils.map((pupil) => [pupil.externalId, pupil]));
  const byId = new Map(pupils.map((pupil) => [pupil.id, pupil]));
  const byNumber = Map.groupBy(lookalikes, ({ externalId }) => numberKeyOf(externalId));
  const firstRows = new Map<string, ReadRow>();

  return yield* mapInSteps(rows, (row): JudgedRow<Current> => {
    const named = byExternalId.get(row.externalId ?? "") ?? byId.get(row.pupilId ?? "");
    const pupil = named && isWithinReach(named.id) ? named : undefined;
    const reject = (problem: ProblemDescription): JudgedRow<Current> => ({
      row,
      ...(pupil && { pupil }),
      outcome: "refused",
      problem,
    });
    if (row.validationErrors.length > 0) return reject(invalidRow(row.validationErrors));
    if (row.wanted.length === 0) return { row, ...(pupil && { pupil }), outcome: "skipped" };
    if (!pupil && named) return reject(outOfReach);
    if (!pupil) {
      const leftDate = leftDates?.get(row.externalId ?? "");
      if (leftDate !== undefined) return reject(hasLeft(leftDate));
      const [alike, ...more] = byNumber.get(numberKeyOf(row.externalId ?? "")) ?? [];
      const isMeant = alike && more.length === 0 && isWithinReach(alike.id);
      return { ...reject(unknown), row: isMeant ? withKeyOf(alike, row) : row };
    }
    const first = firstRows.get(pupil.id);
    if (first !== undefined) return reject(invalidRow([doubled(row, first)]));
    firstRows.set(pupil.id, row);

    const current = addresses.get(pupil.id) ?? [];
    const change = compareAddresses(current, row.wanted);
    if (!changesAnything(change)) return { row, pupil, outcome: "unchanged" };
    return { row, pupil, change, outcome: current.length === 0 ? "invited" : "changed" };
  });
}

/** Rejects the rows that would add an address whose domain accepts no mail. */
export function* rejectUndeliverableDomains<Row extends JudgedRow>(
  rows: readonly Row[],
  undeliverableDomains: ReadonlySet<string>,
): Steps<Row[]> {
  return yield* mapInSteps(rows, (judged) => {
    const { row, change, ...rest } = judged;
    const validationErrors = change
      ? errorsOfUndeliverableDomains(row.wanted, change, undeliverableDomains)
      : [];
    if (validationErrors.length === 0) return judged;
    const problem = invalidRow(validationErrors.map(belowRow(row.index, row.line)));
    return { ...rest, row, outcome: "refused", problem } as Row;
  });
}

const unknown: ProblemDescription = {
  code: "not-found",
  detail: say("pupil-unknown"),
  validationErrors: [],
};

function hasLeft(date: string): ProblemDescription {
  return { ...unknown, detail: say("pupil-left", { date }) };
}

const outOfReach: ProblemDescription = {
  code: "forbidden",
  detail: say("pupil-not-taught"),
  validationErrors: [],
};

/** Returns the keys that belong to no pupil of the school. */
export function unknownKeys(
  rows: readonly ReadRow[],
  pupils: readonly Pick<Pupil, "externalId">[],
): string[] {
  const known = new Set(pupils.map(({ externalId }) => externalId));
  const unknown = rows.filter(({ externalId, wanted }) => {
    return externalId !== undefined && wanted.length > 0 && !known.has(externalId);
  });
  return [...new Set(unknown.flatMap(({ externalId = [] }) => externalId))];
}

/** Returns the digits of unknown keys, to find lookalikes. */
export function numbersOf(keys: readonly string[]): string[] {
  return [...new Set(keys.flatMap((key) => numberKeyOf(key) ?? []))];
}

function withKeyOf({ externalId }: Pupil, row: ReadRow): ReadRow {
  const warning = {
    pointer: "/externalId",
    detail: say("pupil-key-alike"),
    suggestion: externalId,
  };
  return { ...row, warnings: [...row.warnings, belowRow(row.index, row.line)(warning)] };
}

function belowRow(index: number, line: number | undefined) {
  return <Place extends ValidationError>(place: Place): Place => ({
    ...place,
    pointer: `/rows/${index}${place.pointer}`,
    ...(line !== undefined && { line }),
  });
}

function invalidRow(validationErrors: readonly ValidationError[]): ProblemDescription {
  return { code: "invalid-request", detail: say("row-invalid"), validationErrors };
}

function doubled({ index, line }: ReadRow, first: ReadRow): ValidationError {
  const detail = say("row-repeated", { row: numberOf(first) });
  return belowRow(index, line)({ pointer: "", detail });
}

/** Wraps raw input in the form of an address, valid or not. */
function asTyped(typed: string): EmailAddress {
  if (!isWithin(typed, typedEmailLengthMax)) return { email: "", emailKey: "" };
  const email = withoutName(typed).trim();
  const address = parseEmailAddress(email);
  if (!("validationError" in address)) return address;
  return { email, emailKey: email.includes("@") ? email.toLowerCase() : "" };
}
