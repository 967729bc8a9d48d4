// Computes the changes that a new roster makes at a school.

import { finish, mapInSteps, type Steps } from "../steps.ts";
import {
  combinedGroups,
  type Roster,
  type RosterGroup,
  type RosterPupil,
  type RosterTeacher,
} from "./roster.ts";

/** The stored roster, including pupils that left. */
export interface CurrentRoster {
  readonly groups: readonly RosterGroup[];
  readonly teachers: readonly RosterTeacher[];
  readonly pupils: readonly (RosterPupil & { readonly hasLeft: boolean })[];
}

/** External ids by kind of change. */
export interface RosterChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly left: readonly string[];
  readonly unchanged: readonly string[];
}

export interface PupilChanges extends RosterChanges {
  /** To another main group or to none; other changes of these pupils are not listed again. */
  readonly moved: readonly string[];
  /** Pupils that had left and are back. */
  readonly returned: readonly string[];
}

export interface RosterPlan {
  readonly groups: RosterChanges;
  readonly teachers: RosterChanges;
  readonly pupils: PupilChanges;
}

/** Computes the changes of a new roster; an absent pupil has left. */
export function planRoster(current: CurrentRoster, wanted: Roster): RosterPlan {
  return finish(planRosterInSteps(current, wanted));
}

/** Computes the plan in steps, for a roster of any size. */
export function* planRosterInSteps(current: CurrentRoster, wanted: Roster): Steps<RosterPlan> {
  const pupils = yield* compare(changesOfPupil, current.pupils, wanted.pupils, changeOfPupil);
  const here = new Set(current.pupils.filter(({ hasLeft }) => !hasLeft).map(idOf));
  return {
    groups: yield* compare(
      changesOfOther,
      current.groups,
      wanted.groups,
      changeBy(differences.group),
    ),
    teachers: yield* compare(
      changesOfOther,
      current.teachers,
      wanted.teachers,
      changeBy(differences.teacher),
    ),
    pupils: { ...pupils, left: pupils.left.filter((id) => here.has(id)) },
  };
}

/** Whether more than half of the pupils would leave, which is probably an incomplete file. */
export function losesTooMany({ pupils }: RosterPlan): boolean {
  const { left, changed, moved, unchanged } = pupils;
  const here = left.length + changed.length + moved.length + unchanged.length;
  return areTooManyLeaving({ here, leaving: left.length });
}

/** Whether more than half of the pupils that are here would leave. */
export function areTooManyLeaving({ here, leaving }: LeavingCount): boolean {
  return leaving * 2 > here;
}

export function changesNothing({ groups, teachers, pupils }: RosterPlan): boolean {
  return [groups, teachers, pupils].every(({ unchanged, ...changes }) =>
    Object.values(changes).every((ids) => ids.length === 0),
  );
}

/** Replaces each list of external ids by its length. */
export function countChanges<Changes extends RosterChanges>(
  changes: Changes,
): Record<keyof Changes, number> {
  const counts = Object.entries(changes).map(([change, ids]) => [change, ids.length]);
  return Object.fromEntries(counts);
}

/** Numbers of pupils: all that are at the school, and those of them that a roster does not have. */
export interface LeavingCount {
  readonly here: number;
  readonly leaving: number;
}

/** A group, teacher or pupil. */
export interface Entry {
  readonly externalId: string;
}

export function byExternalId<Row extends Entry>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  const found = new Map<string, Row>();
  for (const row of rows) found.set(row.externalId, row);
  return found;
}

const idOf = ({ externalId }: Entry) => externalId;

const changesOfOther = ["added", "changed", "unchanged"] as const;
const changesOfPupil = [...changesOfOther, "moved", "returned"] as const;

/** Returns the external ids of entries by their change, and of those that the new roster does not have. */
function* compare<Change extends string, Before extends Entry, After extends Entry>(
  changes: readonly Change[],
  current: readonly Before[],
  wanted: readonly After[],
  changeOf: (before: Before | undefined, after: After) => Change,
): Steps<Record<Change | "left", string[]>> {
  const before = byExternalId(current);
  const found = yield* mapInSteps(wanted, (row) => changeOf(before.get(row.externalId), row));
  const isWanted = new Set(wanted.map(idOf));
  const left = current.map(idOf).filter((id) => !isWanted.has(id));
  const ids = (change: Change) => wanted.filter((_, index) => found[index] === change).map(idOf);
  return Object.fromEntries([["left", left], ...changes.map((change) => [change, ids(change)])]);
}

function changeBy<Row>(differences: (before: Row, after: Row) => readonly unknown[]) {
  return (before: Row | undefined, after: Row) => {
    if (!before) return "added";
    return differences(before, after).length === 0 ? "unchanged" : "changed";
  };
}

function changeOfPupil(before: CurrentRoster["pupils"][number] | undefined, after: RosterPupil) {
  if (before?.hasLeft) return "returned";
  const change = changeBy(differences.pupil)(before, after);
  return change === "changed" && before?.group !== after.group ? "moved" : change;
}

/** The properties of a group, teacher or pupil whose difference is a change, in a form to compare. */
export const comparable = {
  group: ({ name, yearGroup }: RosterGroup) => ({ name, yearGroup }),
  teacher: ({ firstName, infix, lastName, groups, roles }: RosterTeacher) => ({
    firstName,
    infix,
    lastName,
    groups: [...new Set(groups)].sort(),
    roles: [...new Set(roles)].sort(),
  }),
  pupil: (pupil: RosterPupil) => ({
    firstName: pupil.firstName,
    infix: pupil.infix,
    lastName: pupil.lastName,
    group: pupil.group,
    groups: combinedGroups(pupil),
    eckId: pupil.eckId,
    picture: pupil.picture ?? null,
  }),
};

/** Returns the names of the properties that are different. */
export const differences = {
  group: (before: RosterGroup, after: RosterGroup) =>
    differencesOf(comparable.group(before), comparable.group(after)),
  teacher: (before: RosterTeacher, after: RosterTeacher) =>
    differencesOf(comparable.teacher(before), comparable.teacher(after)),
  /** A roster that says nothing about the picture of a pupil keeps the current one. */
  pupil: (before: RosterPupil, after: RosterPupil) => {
    const picture = after.picture === undefined ? before.picture : after.picture;
    return differencesOf(comparable.pupil(before), comparable.pupil({ ...after, picture }));
  },
};

function differencesOf<Compared extends object>(
  before: Compared,
  after: Compared,
): (keyof Compared)[] {
  const names = Object.keys(after) as (keyof Compared)[];
  return names.filter((name) => !isSame(before[name], after[name]));
}

function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
