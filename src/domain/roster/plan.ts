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
  const hereNow = current.pupils.filter((pupil) => !pupil.hasLeft);
  const hereOnce = new Set(current.pupils.map((pupil) => pupil.externalId));
  const groupNow = new Map(hereNow.map((pupil) => [pupil.externalId, pupil.group]));
  const groupWanted = new Map(wanted.pupils.map((pupil) => [pupil.externalId, pupil.group]));
  const hasMoved = (id: string) => groupNow.get(id) !== groupWanted.get(id);

  const pupils = yield* compare(hereNow, wanted.pupils, comparablePupils(hereNow));
  return {
    groups: yield* compare(current.groups, wanted.groups, comparable.group),
    teachers: yield* compare(current.teachers, wanted.teachers, comparable.teacher),
    pupils: {
      added: pupils.added.filter((id) => !hereOnce.has(id)),
      changed: pupils.changed.filter((id) => !hasMoved(id)),
      moved: pupils.changed.filter(hasMoved),
      left: pupils.left,
      returned: pupils.added.filter((id) => hereOnce.has(id)),
      unchanged: pupils.unchanged,
    },
  };
}

/** Whether more than half of the pupils would leave, which is probably an incomplete file. */
export function losesTooMany({ pupils }: RosterPlan): boolean {
  const { left, changed, moved, unchanged } = pupils;
  const before = left.length + changed.length + moved.length + unchanged.length;
  return left.length * 2 > before;
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

interface Entry {
  readonly externalId: string;
}

function* compare<Row extends Entry>(
  current: readonly Row[],
  wanted: readonly Row[],
  describe: (row: Row) => object,
): Steps<RosterChanges> {
  const text = (row: Row) => JSON.stringify(describe(row));
  const textsNow = yield* mapInSteps(current, text);
  const before = new Map(current.map((row, index) => [row.externalId, textsNow[index]]));
  const isHere = new Set(wanted.map((row) => row.externalId));
  const ids = (rows: readonly Row[]) => rows.map((row) => row.externalId);
  const known = wanted.filter((row) => before.has(row.externalId));
  const textsWanted = yield* mapInSteps(known, text);
  const same = new Set(
    known.filter((row, index) => before.get(row.externalId) === textsWanted[index]),
  );
  return {
    added: ids(wanted.filter((row) => !before.has(row.externalId))),
    changed: ids(known.filter((row) => !same.has(row))),
    left: ids(current.filter((row) => !isHere.has(row.externalId))),
    unchanged: ids(known.filter((row) => same.has(row))),
  };
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
    picture: pupil.picture,
  }),
};

/**
 * Returns a function that compares pupils of a school with those of a roster. A roster that says
 * nothing about the picture of a pupil keeps the current one.
 */
export function comparablePupils(current: readonly RosterPupil[]) {
  const pictureNow = new Map(current.map((pupil) => [pupil.externalId, pupil.picture]));
  return (pupil: RosterPupil) => {
    const picture = pupil.picture === undefined ? pictureNow.get(pupil.externalId) : pupil.picture;
    return comparable.pupil({ ...pupil, picture: picture ?? null });
  };
}
