// What a school's roster says, whatever the format it came in, and what it comes to.
import type { Fault } from "./errors.ts";

export interface RosterGroup {
  readonly externalId: string;
  readonly name: string;
  readonly yearGroup: string | null;
}

interface PersonName {
  readonly firstName: string | null;
  readonly infix: string | null;
  readonly lastName: string | null;
}

export interface RosterTeacher extends PersonName {
  readonly externalId: string;
  /** External ids of the groups that it teaches. */
  readonly groups: readonly string[];
}

export interface RosterPupil extends PersonName {
  readonly externalId: string;
  readonly eckId: string | null;
  readonly picture: string | null;
  /** External id of its own group, if it has one. */
  readonly group: string | null;
  /** External ids of its combined groups. */
  readonly groups: readonly string[];
}

export interface Roster {
  readonly groups: readonly RosterGroup[];
  readonly teachers: readonly RosterTeacher[];
  readonly pupils: readonly RosterPupil[];
}

/** A roster as the school has it now, those who left included. */
export interface CurrentRoster {
  readonly groups: readonly RosterGroup[];
  readonly teachers: readonly RosterTeacher[];
  readonly pupils: readonly (RosterPupil & { readonly hasLeft: boolean })[];
}

/** External ids by what becomes of them. */
export interface RosterChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly left: readonly string[];
  readonly returned: readonly string[];
  readonly unchanged: readonly string[];
}

export interface RosterPlan {
  readonly groups: RosterChanges;
  readonly teachers: RosterChanges;
  readonly pupils: RosterChanges;
}

/** Everything in a roster that contradicts itself: doubled ids, unknown groups, people without a name. */
export function rosterFaults(roster: Roster): Fault[] {
  const groupIds = new Set(roster.groups.map((group) => group.externalId));
  return [
    ...doubled("/groups", roster.groups),
    ...doubled("/teachers", roster.teachers),
    ...doubled("/pupils", roster.pupils),
    ...roster.teachers.flatMap((teacher, index) => [
      ...nameless(`/teachers/${index}`, teacher),
      ...unknownGroups(`/teachers/${index}/groups`, teacher.groups, groupIds),
    ]),
    ...roster.pupils.flatMap((pupil, index) => [
      ...nameless(`/pupils/${index}`, pupil),
      ...unknownGroups(`/pupils/${index}/groups`, pupil.groups, groupIds),
      ...(pupil.group === null || groupIds.has(pupil.group)
        ? []
        : [{ pointer: `/pupils/${index}/group`, detail: "is not a group of this roster" }]),
    ]),
  ];
}

/** What the new roster comes to; who is absent from it has left. */
export function planRoster(current: CurrentRoster, wanted: Roster): RosterPlan {
  const hereNow = current.pupils.filter((pupil) => !pupil.hasLeft);
  const leftBefore = new Set(
    current.pupils.filter((pupil) => pupil.hasLeft).map((pupil) => pupil.externalId),
  );
  const pupils = compare(hereNow, wanted.pupils, describePupil);
  return {
    groups: compare(current.groups, wanted.groups, describeGroup),
    teachers: compare(current.teachers, wanted.teachers, describeTeacher),
    pupils: {
      ...pupils,
      added: pupils.added.filter((id) => !leftBefore.has(id)),
      returned: pupils.added.filter((id) => leftBefore.has(id)),
    },
  };
}

interface Entry {
  readonly externalId: string;
}

function compare<Row extends Entry>(
  current: readonly Row[],
  wanted: readonly Row[],
  describe: (row: Row) => readonly unknown[],
): RosterChanges {
  const before = new Map(current.map((row) => [row.externalId, JSON.stringify(describe(row))]));
  const isHere = new Set(wanted.map((row) => row.externalId));
  const ids = (rows: readonly Row[]) => rows.map((row) => row.externalId);
  const known = wanted.filter((row) => before.has(row.externalId));
  const isSame = (row: Row) => before.get(row.externalId) === JSON.stringify(describe(row));
  return {
    added: ids(wanted.filter((row) => !before.has(row.externalId))),
    changed: ids(known.filter((row) => !isSame(row))),
    left: ids(current.filter((row) => !isHere.has(row.externalId))),
    returned: [],
    unchanged: ids(known.filter(isSame)),
  };
}

const describeGroup = (group: RosterGroup) => [group.name, group.yearGroup];

const describeTeacher = (teacher: RosterTeacher) => [
  teacher.firstName,
  teacher.infix,
  teacher.lastName,
  [...new Set(teacher.groups)].sort(),
];

const describePupil = (pupil: RosterPupil) => [
  pupil.eckId,
  pupil.firstName,
  pupil.infix,
  pupil.lastName,
  pupil.picture,
  pupil.group,
  combinedGroups(pupil),
];

/** The combined groups of a pupil, each once and without its own. */
export function combinedGroups(pupil: Pick<RosterPupil, "group" | "groups">): string[] {
  return [...new Set(pupil.groups)].filter((group) => group !== pupil.group).sort();
}

function doubled(place: string, rows: readonly Entry[]): Fault[] {
  const seen = new Set<string>();
  return rows.flatMap(({ externalId }, index) => {
    if (seen.has(externalId)) {
      return [{ pointer: `${place}/${index}/externalId`, detail: "stands here more than once" }];
    }
    seen.add(externalId);
    return [];
  });
}

function nameless(place: string, person: PersonName): Fault[] {
  if (person.firstName !== null || person.lastName !== null) return [];
  return [{ pointer: place, detail: "has neither a first name nor a last name" }];
}

function unknownGroups(place: string, groups: readonly string[], known: Set<string>): Fault[] {
  return groups.flatMap((group, index) =>
    known.has(group)
      ? []
      : [{ pointer: `${place}/${index}`, detail: "is not a group of this roster" }],
  );
}
