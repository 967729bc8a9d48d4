import type { Clock } from "../../domain/clock.ts";
import { changedMeanwhile, invalidRequest, type ValidationError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import {
  type PageRequest,
  type PageResult,
  sortNamesOf,
  toPageResult,
  withOneMore,
} from "../../domain/pagination.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { type GivenPublishers, publisherListErrors } from "../../domain/school/setting-errors.ts";
import { changedSettings, type GroupSettings, ordered } from "../../domain/school/settings.ts";
import { execute, pipeline, type Transaction } from "../../store/database.ts";
import { listSchoolPublishers } from "../../store/operator/publishers.ts";
import {
  type GroupRow,
  listGroups,
  lockGroup,
  type TaughtGroup,
  type TeacherRow,
  taughtGroup,
  updateGroup,
} from "../../store/school/groups.ts";
import { allGroupPupils, groupPupils, type PupilRow } from "../../store/school/pupils.ts";
import { getSchool, type School } from "../../store/school/schools.ts";
import type { RecordAudit } from "../shared/audit.ts";
import type { InOwnSchool, PipelineInOwnSchool } from "../shared/school-access.ts";
import {
  requireCoordinator,
  requireTaughtGroup,
  type SchoolAccess,
} from "../shared/school-permissions.ts";
import { type Pupil, pupilView } from "./pupils.ts";

export interface GroupScreen extends GroupRow {
  readonly teachers: readonly TeacherRow[];
  readonly pupils: readonly Pupil[];
}

/** A group as it is printed. */
export interface GroupPrintVersion {
  readonly group: GroupScreen;
  readonly school: Pick<School, "name" | "locale">;
  readonly madeAt: Date;
}

export interface GroupService {
  /** Lists groups by name: a teacher's own groups, or all groups of the school. */
  list(principal: SchoolPrincipal, page: PageRequest): Promise<PageResult<GroupRow>>;
  /** Returns everything that the group's web page shows. Throws `not-found`, `forbidden`. */
  get(principal: SchoolPrincipal, groupId: string): Promise<GroupScreen>;
  /** Returns what the sheet of the group on paper shows. Throws `not-found`, `forbidden`. */
  print(principal: SchoolPrincipal, groupId: string): Promise<GroupPrintVersion>;
  /**
   * Lists pupils by last and first name, optionally only those with or without home login. Throws
   * `not-found`, `forbidden`.
   */
  listPupils(
    principal: SchoolPrincipal,
    groupId: string,
    hasHomeLogin: boolean | undefined,
    page: PageRequest,
  ): Promise<PageResult<Pupil>>;
  /**
   * Changes the given settings only; equal values are no change. Teachers may set how pupils log
   * in; only a coordinator may set the publishers. Throws `invalid-request`, `not-found`,
   * `forbidden`, and `precondition-failed` for an outdated `If-Match`.
   */
  update(
    principal: SchoolPrincipal,
    groupId: string,
    given: Partial<GroupSettings>,
    precondition?: (current: GroupScreen) => boolean,
  ): Promise<GroupScreen>;
  /**
   * Returns the errors of settings of which some are invalid already: those are absent, or
   * `undefined` in a list. Throws `forbidden`.
   */
  errorsOf(
    principal: SchoolPrincipal,
    given: { readonly publishers?: GivenPublishers | null },
  ): Promise<ValidationError[]>;
}

export function createGroupService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly pipelineInOwnSchool: PipelineInOwnSchool;
  readonly clock: Clock;
  readonly audit: RecordAudit;
  readonly settings: { readonly publicUrl: string };
}): GroupService {
  const { inOwnSchool, pipelineInOwnSchool, clock, audit, settings } = deps;

  function screenOf(
    access: SchoolAccess,
    found: TaughtGroup | undefined,
    pupils: readonly PupilRow[],
  ): GroupScreen {
    const { teachers, ...group } = requireTaughtGroup(access, found);
    const describe = pupilView(clock.now(), settings.publicUrl);
    const homeLoginCount = pupils.filter(({ addresses }) => addresses.length > 0).length;
    const counts = { pupilCount: pupils.length, homeLoginCount };
    return { ...group, ...counts, teachers, pupils: pupils.map(describe) };
  }

  return {
    list: (principal, page) => {
      const teacher = principal.role === "teacher" ? principal.subject : undefined;
      return pipelineInOwnSchool(
        principal,
        (schoolId) => [listGroups(schoolId, teacher, withOneMore(page))],
        (_access, groups) => toPageResult(groups, page, ({ name }) => [name]),
      );
    },

    get: (principal, groupId) =>
      pipelineInOwnSchool(
        principal,
        (schoolId) => [taughtGroup(schoolId, groupId), allGroupPupils(schoolId, groupId)],
        screenOf,
      ),

    print: (principal, groupId) =>
      inOwnSchool(principal, async (tx, access) => {
        const { schoolId } = access;
        const [taught, pupils] = await pipeline(tx, [
          taughtGroup(schoolId, groupId),
          allGroupPupils(schoolId, groupId),
        ]);
        const group = screenOf(access, taught, pupils);
        const { name, locale } = await getSchool(tx, schoolId);
        return { group, school: { name, locale }, madeAt: clock.now() };
      }),

    listPupils: (principal, groupId, hasHomeLogin, page) =>
      pipelineInOwnSchool(
        principal,
        (schoolId) => [
          taughtGroup(schoolId, groupId),
          groupPupils(schoolId, groupId, hasHomeLogin, withOneMore(page)),
        ],
        (access, group, pupils) => {
          requireTaughtGroup(access, group);
          const describe = pupilView(clock.now(), settings.publicUrl);
          return toPageResult(pupils.map(describe), page, sortNamesOf);
        },
      ),

    update: (principal, groupId, given, precondition) =>
      inOwnSchool(principal, async (tx, access) => {
        if (given.publishers !== undefined) requireCoordinator(access);
        const { schoolId } = access;
        await execute(tx, lockGroup(schoolId, groupId));
        const [taught, pupils] = await Promise.all([
          execute(tx, taughtGroup(schoolId, groupId)),
          execute(tx, allGroupPupils(schoolId, groupId)),
        ]);
        const group = screenOf(access, taught, pupils);
        if (precondition?.(group) === false) throw changedMeanwhile("group");
        const validationErrors = await publisherErrors(tx, schoolId, given.publishers ?? []);
        if (validationErrors.length > 0) throw invalidRequest(validationErrors);
        const changed = changedSettings<GroupSettings>(group, ordered(given));
        const names = Object.keys(changed);
        if (names.length === 0) return group;
        await updateGroup(tx, schoolId, groupId, changed);
        await audit(tx, access, [
          { action: "group-updated", details: { groupId, changed: names } },
        ]);
        return { ...group, ...changed };
      }),

    errorsOf: (principal, { publishers }) =>
      inOwnSchool(principal, async (tx, access) => {
        if (publishers !== undefined) requireCoordinator(access);
        return await publisherErrors(tx, access.schoolId, publishers ?? []);
      }),
  };
}

async function publisherErrors(
  tx: Transaction,
  schoolId: string,
  keys: GivenPublishers,
): Promise<ValidationError[]> {
  const allowed = await listSchoolPublishers(tx, schoolId);
  return publisherListErrors(keys, allowed, say("publisher-not-of-school"));
}
