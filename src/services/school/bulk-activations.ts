import {
  type JudgedRow,
  judgeRowsInSteps,
  numbersOf,
  type ReadRow,
  rejectUndeliverableDomains,
  unknownKeys,
} from "../../domain/bulk-activation.ts";
import { type Clock, dutchDate } from "../../domain/clock.ts";
import { invalidRequest } from "../../domain/errors.ts";
import { splitByMailbox } from "../../domain/mailbox-parts.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { requireHomeLoginHere } from "../../domain/school/network-environment.ts";
import { isId } from "../../security/random.ts";
import { allowLongWork, execute, type Transaction } from "../../store/database.ts";
import { listAddressesOfPupils, type PupilAddress } from "../../store/family/home-addresses.ts";
import {
  listFormerPupils,
  listNamedPupils,
  listNumberedPupils,
  lockPupils,
  type NamedPupil,
} from "../../store/school/pupil-sets.ts";
import { getSchool } from "../../store/school/schools.ts";
import type { WriteHomeLogins } from "../shared/home-login-writer.ts";
import { runSteps } from "../shared/run-steps.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { readReach, type SchoolAccess } from "../shared/school-permissions.ts";
import type { FindUndeliverableDomains } from "../shared/undeliverable-domains.ts";

export type BulkRow = JudgedRow<PupilAddress>;

export interface BulkOptions {
  /** Computes the outcome without changing anything. */
  readonly dryRun: boolean;
  /** Changes all rows or none. */
  readonly atomic: boolean;
}

export interface BulkActivationService {
  /**
   * Sets the home logins of many pupils and returns the outcome of each row, in order. Idempotent:
   * after an interrupted request the same request completes the rest. Throws `network-environment`,
   * `forbidden`, and if atomic `invalid-request` with the errors of all rows.
   */
  activate(
    principal: SchoolPrincipal,
    rows: readonly ReadRow[],
    options: BulkOptions,
  ): Promise<readonly BulkRow[]>;
}

type ChangingRow = BulkRow & Required<Pick<BulkRow, "pupil" | "change">>;

/**
 * Large enough to be worth the round trips, small enough for other callers that wait for its locks.
 */
const rowsPerTransaction = 1_000;

export function createBulkActivationService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly readOwnSchool: InOwnSchool;
  readonly clock: Clock;
  readonly changeHomeLogins: WriteHomeLogins;
  readonly findUndeliverableDomains: FindUndeliverableDomains;
}): BulkActivationService {
  const { inOwnSchool, readOwnSchool, clock, changeHomeLogins, findUndeliverableDomains } = deps;

  /** Locks the pupils, judges the rows again under the lock, and writes the remaining changes. */
  async function write(tx: Transaction, access: SchoolAccess, part: readonly ChangingRow[]) {
    const ids = part.map(({ pupil }) => pupil.id);
    const lock = () => execute(tx, lockPupils(access.schoolId, ids));
    const rows = part.map(({ row }) => row);
    const judged = await judge(tx, access, rows, lock);
    const changes = judged.filter(isChanging).map(({ pupil, change, row }) => ({
      ...change,
      pupilId: pupil.id,
      rank: row.index + 1, // rank 0 is for single mails
    }));
    const school = await getSchool(tx, access.schoolId);
    await changeHomeLogins(tx, { by: access, school, now: clock.now() }, changes);
    return judged;
  }

  return {
    activate: async (principal, rows, { dryRun, atomic }) => {
      const judged = await readOwnSchool(principal, async (tx, access) => {
        const list = () => execute(tx, listNamedPupils(access.schoolId, namesIn(rows)));
        return await judge(tx, access, rows, list);
      });
      const added = judged.flatMap(({ change }) => change?.added ?? []);
      const outcomes = await runSteps(
        rejectUndeliverableDomains(judged, await findUndeliverableDomains(added)),
      );
      if (atomic) requireAllGood(outcomes);
      if (dryRun) return outcomes;

      const changing = outcomes.filter(isChanging);
      const size = atomic ? changing.length : rowsPerTransaction;
      for (const part of splitByMailbox(changing, size, newKeysOf)) {
        const written = await inOwnSchool(principal, async (tx, access) => {
          const judged = await write(tx, access, part);
          if (atomic) requireAllGood(judged);
          return judged;
        });
        for (const judged of written) outcomes[judged.row.index] = judged;
      }
      return outcomes;
    },
  };
}

async function judge(
  tx: Transaction,
  access: SchoolAccess,
  rows: readonly ReadRow[],
  readPupils: () => Promise<readonly NamedPupil[]>,
): Promise<BulkRow[]> {
  const { schoolId } = access;
  await allowLongWork(tx);
  const isWithinReach = await readReach(tx, access);
  requireHomeLoginHere(await getSchool(tx, schoolId));
  const pupils = await readPupils();
  const unknown = unknownKeys(rows, pupils);
  const former = unknown.length > 0 ? await execute(tx, listFormerPupils(schoolId, unknown)) : [];
  const numbers = numbersOf(unknown);
  const lookalikes =
    numbers.length > 0 ? await execute(tx, listNumberedPupils(schoolId, numbers)) : [];
  const ids = pupils.map(({ id }) => id);
  const addresses = await execute(tx, listAddressesOfPupils(schoolId, ids));
  return await runSteps(
    judgeRowsInSteps(rows, {
      pupils,
      lookalikes,
      leftDates: new Map(former.map(({ externalId, leftAt }) => [externalId, dutchDate(leftAt)])),
      addresses: Map.groupBy(addresses, ({ pupilId }) => pupilId),
      isWithinReach,
    }),
  );
}

function namesIn(rows: readonly ReadRow[]) {
  return {
    externalIds: rows.flatMap(({ externalId }) => externalId ?? []),
    ids: rows.flatMap(({ pupilId = "" }) => (isId(pupilId) ? pupilId : [])),
  };
}

function newKeysOf({ change }: ChangingRow): string[] {
  return change.added.map(({ emailKey }) => emailKey);
}

function isChanging(row: BulkRow): row is ChangingRow {
  return row.change !== undefined;
}

/** Turns the problems of rows into validation errors, each with the pointer of its row. */
function requireAllGood(rows: readonly BulkRow[]): void {
  const validationErrors = rows.flatMap(({ problem, row }) => {
    if (!problem) return [];
    const { index, line } = row;
    const place = { pointer: `/rows/${index}`, ...(line !== undefined && { line }) };
    const whole = { ...place, detail: problem.detail };
    return problem.validationErrors.length > 0 ? problem.validationErrors : [whole];
  });
  if (validationErrors.length > 0) throw invalidRequest(validationErrors);
}
