import type { Clock } from "../domain/clock.ts";
import { invalidRequest } from "../domain/errors.ts";
import type { SchoolPrincipal } from "../domain/principal.ts";
import { planRoster, type Roster, type RosterPlan, rosterFaults } from "../domain/roster.ts";
import { newId, type Random } from "../security/random.ts";
import type { Transaction } from "../store/database.ts";
import {
  lockRoster,
  removeRosterGroups,
  removeRosterTeachers,
  replaceAttendedGroups,
  replaceTaughtGroups,
  upsertRosterGroups,
  upsertRosterPupils,
  upsertRosterTeachers,
} from "../store/roster.ts";
import { leaveRoster, removeAddressesOfReturned } from "../store/roster-departures.ts";
import type { RecordAudit } from "./audit.ts";
import { type InOwnSchool, requireWholeSchool } from "./school-access.ts";

export interface RosterService {
  /**
   * Makes the school what the roster says; who is absent from it has left. Again with the same
   * roster it does nothing; as a dry run it only tells. Throws `invalid-request`, `forbidden`.
   */
  put(principal: SchoolPrincipal, roster: Roster, dryRun: boolean): Promise<RosterPlan>;
}

export function createRosterService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly clock: Clock;
  readonly random: Random;
  readonly audit: RecordAudit;
}): RosterService {
  const { inOwnSchool, clock, random } = deps;

  async function write(tx: Transaction, schoolId: string, roster: Roster, plan: RosterPlan) {
    const now = clock.now();
    const newIds = (rows: readonly unknown[]) => rows.map(() => newId(now, random));
    const { groups, teachers, pupils } = plan;
    const touchedGroups = pick(roster.groups, groups.added, groups.changed);
    const touchedTeachers = pick(roster.teachers, teachers.added, teachers.changed);
    const touchedPupils = pick(roster.pupils, pupils.added, pupils.changed, pupils.returned);

    await removeAddressesOfReturned(tx, schoolId, pupils.returned);
    await upsertRosterGroups(tx, schoolId, touchedGroups, newIds(touchedGroups));
    await upsertRosterTeachers(tx, schoolId, touchedTeachers, newIds(touchedTeachers));
    await upsertRosterPupils(tx, schoolId, touchedPupils, newIds(touchedPupils));
    await replaceTaughtGroups(tx, schoolId, touchedTeachers);
    await replaceAttendedGroups(tx, schoolId, touchedPupils, pupils.left);
    await leaveRoster(tx, schoolId, pupils.left, now);
    await removeRosterTeachers(tx, schoolId, teachers.left);
    await removeRosterGroups(tx, schoolId, groups.left);
  }

  return {
    put: async (principal, roster, dryRun) => {
      const faults = rosterFaults(roster);
      if (faults.length > 0) throw invalidRequest(faults);
      return await inOwnSchool(principal, async (tx, access) => {
        requireWholeSchool(access);
        const plan = planRoster(await lockRoster(tx, access.schoolId), roster);
        if (!dryRun) {
          await write(tx, access.schoolId, roster, plan);
          await deps.audit(tx, access, [{ action: "roster-put", details: countsOf(plan) }]);
        }
        return plan;
      });
    },
  };
}

/** How many pupils the roster changed, by how. */
function countsOf({ pupils }: RosterPlan): Record<string, number> {
  return Object.fromEntries(Object.entries(pupils).map(([change, ids]) => [change, ids.length]));
}

function pick<Row extends { readonly externalId: string }>(
  rows: readonly Row[],
  ...ids: readonly (readonly string[])[]
): Row[] {
  const wanted = new Set(ids.flat());
  return rows.filter(({ externalId }) => wanted.has(externalId));
}
