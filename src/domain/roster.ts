// A school's roster, independent of its file format.
import type { ValidationError } from "./errors.ts";

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
  /** External ids of the groups that the teacher teaches. */
  readonly groups: readonly string[];
  /** EDEXML codes of the teacher's roles at the school as a whole. */
  readonly roles: readonly string[];
}

export interface RosterPupil extends PersonName {
  readonly externalId: string;
  readonly eckId: string | null;
  readonly picture: string | null;
  /** External id of the pupil's main group, or `null`. */
  readonly group: string | null;
  /** External ids of the pupil's combined groups. */
  readonly groups: readonly string[];
}

export interface Roster {
  readonly groups: readonly RosterGroup[];
  readonly teachers: readonly RosterTeacher[];
  readonly pupils: readonly RosterPupil[];
}

/**
 * Returns all contradictions in a roster: duplicate ids, unknown groups, people without a name.
 * Each `pointer` leads into the roster, as in `/pupils/2/groups/0`.
 */
export function rosterErrors(roster: Roster): ValidationError[] {
  const groupIds = new Set(roster.groups.map((group) => group.externalId));
  return [
    ...doubled("/groups", roster.groups, "externalId"),
    ...doubled("/teachers", roster.teachers, "externalId"),
    ...doubled("/pupils", roster.pupils, "externalId"),
    ...doubled("/pupils", roster.pupils, "eckId"),
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

/** Returns the combined groups of a pupil without duplicates and without its main group. */
export function combinedGroups(pupil: Pick<RosterPupil, "group" | "groups">): string[] {
  return [...new Set(pupil.groups)].filter((group) => group !== pupil.group).sort();
}

function doubled<Key extends string>(
  place: string,
  rows: readonly Readonly<Record<Key, string | null>>[],
  key: Key,
): ValidationError[] {
  const seen = new Set<string>();
  return rows.flatMap((row, index) => {
    const id = row[key];
    if (id === null) return [];
    if (seen.has(id)) {
      return [{ pointer: `${place}/${index}/${key}`, detail: "is duplicated" }];
    }
    seen.add(id);
    return [];
  });
}

function nameless(place: string, person: PersonName): ValidationError[] {
  if (person.firstName !== null || person.lastName !== null) return [];
  return [{ pointer: place, detail: "has neither a first name nor a last name" }];
}

function unknownGroups(
  place: string,
  groups: readonly string[],
  known: Set<string>,
): ValidationError[] {
  return groups.flatMap((group, index) =>
    known.has(group)
      ? []
      : [{ pointer: `${place}/${index}`, detail: "is not a group of this roster" }],
  );
}
