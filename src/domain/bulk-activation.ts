// Many activations in one request. Each row is judged as a single one is; a bad row is an outcome,
// and holds up no other.
import { type EmailAddress, parseEmailAddress } from "./email-address.ts";
import type { ProblemDescription, ValidationError } from "./errors.ts";
import {
  type AddressChange,
  changesAnything,
  compareAddresses,
  errorsOfUndeliverableDomains,
  readAddresses,
} from "./home-login.ts";
import { finish, mapInSteps, type Steps } from "./steps.ts";
import {
  createSuggestDomain,
  type SuggestDomain,
  type TypingWarning,
  warningsFor,
} from "./typing-error.ts";

export const rowsMax = 20_000;

export const rowOutcomes = ["invited", "changed", "unchanged", "refused"] as const;
export type RowOutcome = (typeof rowOutcomes)[number];

/** One pupil, by one of its two names, with the whole set of addresses that it is to have. */
export interface RequestedRow {
  readonly externalId?: string | undefined;
  readonly pupilId?: string | undefined;
  readonly emails: readonly string[];
}

/** A row as far as it can be read without knowing the school. */
export interface ReadRow extends RequestedRow {
  /** Its place in the request, from 0. */
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

/** The school, as far as the rows are about it. */
export interface SchoolState<Current extends Address> {
  readonly pupils: readonly Pupil[];
  /** The addresses by pupil. */
  readonly addresses: ReadonlyMap<string, readonly Current[]>;
  /** Whether the caller may touch a pupil. */
  readonly isWithinReach: (pupilId: string) => boolean;
}

/** What comes of one row. */
export interface JudgedRow<Current extends Address = Address> {
  readonly row: ReadRow;
  readonly outcome: RowOutcome;
  /** The pupil, where there is one within reach. */
  readonly pupil?: Pupil;
  /** What is to be written, unless the row is unchanged or refused. */
  readonly change?: AddressChange<Current>;
  readonly refusal?: ProblemDescription;
}

/** Reads what stands in the rows; pointers lead into the body that holds them under `rows`. */
export function readRows(rows: readonly RequestedRow[]): ReadRow[] {
  const suggest = createSuggestDomain();
  return rows.map((row, index) => readRow(row, index, suggest));
}

function readRow(row: RequestedRow, index: number, suggest: SuggestDomain): ReadRow {
  const { addresses, validationErrors } = readAddresses(row.emails);
  const hasOneName = (row.externalId === undefined) !== (row.pupilId === undefined);
  const nameFault = { pointer: "", detail: "names its pupil by externalId or pupilId: give one" };
  const below = belowRow(index);
  return {
    ...row,
    pupilId: row.pupilId?.toLowerCase(),
    index,
    wanted: addresses,
    validationErrors: (hasOneName ? validationErrors : [nameFault, ...validationErrors]).map(below),
    // Of what is no address too: a slip at the end often makes it none.
    warnings: warningsFor(row.emails.map(asTyped), suggest).map(below),
  };
}

/** Judges rows in their order. Of good rows about the same pupil the first counts. */
export function judgeRows<Current extends Address>(
  rows: readonly ReadRow[],
  school: SchoolState<Current>,
): JudgedRow<Current>[] {
  return finish(judgeRowsInSteps(rows, school));
}

/** The same in steps, for any number of rows. */
export function* judgeRowsInSteps<Current extends Address>(
  rows: readonly ReadRow[],
  { pupils, addresses, isWithinReach }: SchoolState<Current>,
): Steps<JudgedRow<Current>[]> {
  const byExternalId = new Map(pupils.map((pupil) => [pupil.externalId, pupil]));
  const byId = new Map(pupils.map((pupil) => [pupil.id, pupil]));
  const firstRows = new Map<string, number>();

  return yield* mapInSteps(rows, (row): JudgedRow<Current> => {
    const named = byExternalId.get(row.externalId ?? "") ?? byId.get(row.pupilId ?? "");
    const pupil = named && isWithinReach(named.id) ? named : undefined;
    const refuse = (refusal: ProblemDescription): JudgedRow<Current> => ({
      row,
      ...(pupil && { pupil }),
      outcome: "refused",
      refusal,
    });
    if (row.validationErrors.length > 0) return refuse(faulty(row.validationErrors));
    if (!pupil) return refuse(named ? outOfReach : unknown);
    const first = firstRows.get(pupil.id);
    if (first !== undefined) return refuse(faulty([doubled(row, first)]));
    firstRows.set(pupil.id, row.index);

    const current = addresses.get(pupil.id) ?? [];
    const change = compareAddresses(current, row.wanted);
    if (!changesAnything(change)) return { row, pupil, outcome: "unchanged" };
    return { row, pupil, change, outcome: current.length === 0 ? "invited" : "changed" };
  });
}

/** Refuses the rows that would add an address to which no mail can go. */
export function* refuseDeadDomains<Row extends JudgedRow>(
  rows: readonly Row[],
  deadDomains: ReadonlySet<string>,
): Steps<Row[]> {
  return yield* mapInSteps(rows, (judged) => {
    const { row, change, ...rest } = judged;
    const validationErrors = change
      ? errorsOfUndeliverableDomains(row.wanted, change, deadDomains)
      : [];
    if (validationErrors.length === 0) return judged;
    const refusal = faulty(validationErrors.map(belowRow(row.index)));
    return { ...rest, row, outcome: "refused", refusal } as Row;
  });
}

/**
 * Splits rows into parts of about `size`, rows that share a new address in the same one: so their mail
 * lists all the children before anybody can send it. A part is larger when they are more.
 */
export function splitByHousehold<Row extends { readonly change: AddressChange<Address> }>(
  rows: readonly Row[],
  size: number,
): Row[][] {
  const parts: Row[][] = [];
  for (const household of householdsOf(rows)) {
    const part = parts.at(-1);
    if (part && part.length < size) part.push(...household);
    else parts.push([...household]);
  }
  return parts;
}

/** Rows that hang together by new addresses, also through one another. */
function householdsOf<Row extends { readonly change: AddressChange<Address> }>(
  rows: readonly Row[],
): ReadonlySet<ReadonlySet<Row>> {
  const households = new Set<Set<Row>>();
  const byAddress = new Map<string, Set<Row>>();
  const place = (row: Row, household: Set<Row>) => {
    household.add(row);
    for (const { emailKey } of row.change.added) byAddress.set(emailKey, household);
  };
  for (const row of rows) {
    const joined = row.change.added.flatMap(({ emailKey }) => byAddress.get(emailKey) ?? []);
    const [largest = new Set<Row>(), ...others] = joined.sort((a, b) => b.size - a.size);
    households.add(largest);
    place(row, largest);
    for (const other of others) {
      if (other === largest) continue;
      for (const moved of other) place(moved, largest);
      households.delete(other);
    }
  }
  return households;
}

const unknown: ProblemDescription = {
  code: "not-found",
  detail: "The school has no such pupil.",
  validationErrors: [],
};

const outOfReach: ProblemDescription = {
  code: "forbidden",
  detail: "This pupil is in none of your groups.",
  validationErrors: [],
};

function belowRow(index: number) {
  return <Place extends ValidationError>(place: Place): Place => ({
    ...place,
    pointer: `/rows/${index}${place.pointer}`,
  });
}

function faulty(validationErrors: readonly ValidationError[]): ProblemDescription {
  return { code: "invalid-request", detail: "The row has faults; see errors.", validationErrors };
}

function doubled({ index }: ReadRow, first: number): ValidationError {
  return { pointer: `/rows/${index}`, detail: `is about the same pupil as row ${first + 1}` };
}

/** What was typed in the form of an address, whether it is one or not. */
function asTyped(typed: string): EmailAddress {
  const email = typed.trim();
  const address = parseEmailAddress(email);
  if (!("validationError" in address)) return address;
  return { email, emailKey: email.includes("@") ? email.toLowerCase() : "" };
}
