import type { Clock } from "../../domain/clock.ts";
import { invalidRequest, ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { describeChangesInSteps, type RosterDetails } from "../../domain/roster/details.ts";
import {
  areTooManyLeaving,
  type CurrentRoster,
  changesNothing,
  countChanges,
  planRosterInSteps,
  type RosterPlan,
} from "../../domain/roster/plan.ts";
import {
  type FormerPupil,
  type Roster,
  rosterErrors,
  type SentRoster,
} from "../../domain/roster/roster.ts";
import { newId, type Random } from "../../security/random.ts";
import { allowLongWork, execute, type Transaction } from "../../store/database.ts";
import { listAddressesOfPupils, type PupilAddress } from "../../store/family/home-addresses.ts";
import { lockKnownMailboxes } from "../../store/family/mailboxes.ts";
import type { MailCoolDown } from "../../store/mail/mail-cool-downs.ts";
import { enqueueRemovalNotices } from "../../store/mail/removal-notices.ts";
import { listNamedPupils, lockPupils } from "../../store/school/pupil-sets.ts";
import { countLeaving, readRoster } from "../../store/school/roster.ts";
import {
  removeRosterGroups,
  removeRosterTeachers,
  upsertRosterGroups,
  upsertRosterPupils,
  upsertRosterPupilsOnly,
  upsertRosterTeachers,
} from "../../store/school/roster-changes.ts";
import {
  insertFormerPupils,
  leaveRoster,
  removeAddressesOfReturned,
} from "../../store/school/roster-departures.ts";
import {
  replaceAttendedGroups,
  replaceTaughtGroups,
} from "../../store/school/roster-memberships.ts";
import { getSchool, lockSchool } from "../../store/school/schools.ts";
import type { RecordAudit } from "../shared/audit.ts";
import { runSteps } from "../shared/run-steps.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requireWholeSchool, type SchoolAccess } from "../shared/school-permissions.ts";

interface RosterOptions {
  /** Computes the changes without writing them. */
  readonly isDryRun?: boolean;
  /** The caller confirms that many pupils leave. */
  readonly isConfirmed?: boolean;
}

export interface RosterOutcome {
  readonly plan: RosterPlan;
  /** The changes of the plan with names. A portal sees no names and values that it did not send. */
  readonly details: RosterDetails;
  /** Pupils that the file names as ones that have left. */
  readonly formerPupils: readonly FormerPupil[];
}

export interface RosterService {
  /**
   * Replaces the school's roster; absent pupils have left. Idempotent. Throws `invalid-request`,
   * `forbidden`, and `roster-too-small` when more than half of the pupils would leave without
   * confirmation.
   */
  put(
    principal: SchoolPrincipal,
    roster: SentRoster,
    options?: RosterOptions,
  ): Promise<RosterOutcome>;
}

export function createRosterService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly readOwnSchool: InOwnSchool;
  readonly clock: Clock;
  readonly random: Random;
  readonly audit: RecordAudit;
  readonly coolDown: MailCoolDown;
}): RosterService {
  const { inOwnSchool, readOwnSchool, clock, random } = deps;

  /** Returns the ids of the leaving pupils. */
  async function write(tx: Transaction, schoolId: string, roster: Roster, plan: RosterPlan) {
    const now = clock.now();
    const newIds = (rows: readonly unknown[]) => rows.map(() => newId(now, random));
    const { groups, teachers, pupils } = plan;
    const touchedGroups = pick(roster.groups, groups.added, groups.changed);
    const touchedTeachers = pick(roster.teachers, teachers.added, teachers.changed);
    const touchedPupils = pick(
      roster.pupils,
      pupils.added,
      pupils.changed,
      pupils.moved,
      pupils.returned,
    );

    const leaving = await lockLeaving(tx, schoolId, pupils.left);
    await notifyRemovedAddresses(tx, schoolId, leaving, now);
    await execute(tx, removeAddressesOfReturned(schoolId, pupils.returned));
    await execute(tx, upsertRosterGroups(schoolId, touchedGroups, newIds(touchedGroups)));
    await execute(tx, upsertRosterTeachers(schoolId, touchedTeachers, newIds(touchedTeachers)));
    const { with: pictured = [], without: plain = [] } = Object.groupBy(
      touchedPupils,
      ({ picture }) => (picture === undefined ? "without" : "with"),
    );
    await execute(tx, upsertRosterPupils(schoolId, pictured, newIds(pictured)));
    await execute(tx, upsertRosterPupilsOnly(schoolId, plain, newIds(plain)));
    await replaceTaughtGroups(tx, schoolId, touchedTeachers);
    await replaceAttendedGroups(tx, schoolId, touchedPupils, pupils.left);
    await execute(tx, removeRosterTeachers(schoolId, teachers.left));
    await execute(tx, removeRosterGroups(schoolId, groups.left));
    return await leaveRoster(tx, schoolId, pupils.left, now);
  }

  /** Runs before the pupils leave, because leaving deletes their links and mail statuses. */
  async function notifyRemovedAddresses(
    tx: Transaction,
    schoolId: string,
    addresses: readonly PupilAddress[],
    now: Date,
  ): Promise<void> {
    if (addresses.length === 0) return;
    const { locale } = await getSchool(tx, schoolId);
    await execute(
      tx,
      enqueueRemovalNotices(
        schoolId,
        { locale, createdAt: now, coolDown: deps.coolDown },
        addresses.map(({ id: homeAddressId, emailKey }, index) => ({
          mailId: newId(now, random),
          homeAddressId,
          emailKey,
          rank: index + 1, // rank 0 is for single mails
        })),
      ),
    );
  }

  /** Stores the keys of former pupils that the school has not had, for the table of addresses. */
  async function rememberFormerPupils(
    tx: Transaction,
    schoolId: string,
    { formerPupils = [] }: SentRoster,
    { pupils }: CurrentRoster,
  ): Promise<void> {
    const known = new Set(pupils.map(({ externalId }) => externalId));
    const keys = formerPupils
      .map(({ externalId }) => externalId)
      .filter((externalId) => !known.has(externalId));
    const now = clock.now();
    const ids = keys.map(() => newId(now, random));
    await execute(tx, insertFormerPupils(schoolId, keys, ids, now));
  }

  return {
    put: async (principal, roster, { isDryRun = false, isConfirmed = false } = {}) => {
      const validationErrors = rosterErrors(roster);
      if (validationErrors.length > 0) throw invalidRequest(validationErrors);
      const planFrom = async (tx: Transaction, access: SchoolAccess) => {
        const current = await readRoster(tx, access.schoolId);
        const plan = await runSteps(planRosterInSteps(current, roster));
        return { current, plan, showsPeople: access.role !== "portal" };
      };
      const outcomeOf = async ({ current, plan, showsPeople }: Planned): Promise<RosterOutcome> => {
        const details = await runSteps(
          describeChangesInSteps(current, roster, plan, { showsPeople }),
        );
        return { plan, details, formerPupils: roster.formerPupils ?? [] };
      };
      if (isDryRun) {
        return await outcomeOf(
          await readOwnSchool(principal, async (tx, access) => {
            requireWholeSchool(access);
            await allowLongWork(tx);
            return await planFrom(tx, access);
          }),
        );
      }
      const planned = await inOwnSchool(principal, async (tx, access) => {
        requireWholeSchool(access);
        await allowLongWork(tx);
        // Two uploads run one after another.
        await lockSchool(tx, access.schoolId);
        if (!isConfirmed) await requireEnoughPupils(tx, access.schoolId, roster);
        const planned = await planFrom(tx, access);
        const { plan } = planned;
        await rememberFormerPupils(tx, access.schoolId, roster, planned.current);
        if (changesNothing(plan)) return planned;
        const leftIds = await write(tx, access.schoolId, roster, plan);
        await deps.audit(tx, access, [
          { action: "roster-put", details: countChanges(plan.pupils) },
          ...leftIds.map((pupilId) => ({ action: "pupil-left" as const, pupilId })),
        ]);
        return planned;
      });
      return await outcomeOf(planned);
    },
  };
}

interface Planned {
  readonly current: CurrentRoster;
  readonly plan: RosterPlan;
  readonly showsPeople: boolean;
}

/**
 * Returns the addresses of leaving pupils, locked so that no concurrent request changes or adds
 * one.
 */
async function lockLeaving(
  tx: Transaction,
  schoolId: string,
  externalIds: readonly string[],
): Promise<readonly PupilAddress[]> {
  if (externalIds.length === 0) return [];
  const leaving = await execute(tx, listNamedPupils(schoolId, { externalIds, ids: [] }));
  const ids = leaving.map(({ id }) => id);
  await execute(tx, lockPupils(schoolId, ids));
  const addresses = await execute(tx, listAddressesOfPupils(schoolId, ids));
  await execute(tx, lockKnownMailboxes(addresses.map(({ emailKey }) => emailKey)));
  return addresses;
}

/** Refuses a roster that loses too many pupils by a count, before anything of the school is read. */
async function requireEnoughPupils(
  tx: Transaction,
  schoolId: string,
  { pupils }: SentRoster,
): Promise<void> {
  const externalIds = pupils.map(({ externalId }) => externalId);
  const count = await execute(tx, countLeaving(schoolId, externalIds));
  if (!areTooManyLeaving(count)) return;
  throw new ServiceError("roster-too-small", say("roster-too-small", { count: count.leaving }));
}

function pick<Row extends { readonly externalId: string }>(
  rows: readonly Row[],
  ...ids: readonly (readonly string[])[]
): Row[] {
  const wanted = new Set(ids.flat());
  return rows.filter(({ externalId }) => wanted.has(externalId));
}
