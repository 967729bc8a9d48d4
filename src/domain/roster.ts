// What a school's roster says, whatever the format it came in.
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
  /** External ids of the groups that it teaches. */
  readonly groups: readonly string[];
  /** Codes of EDEXML for what it does at the school as a whole. */
  readonly roles: readonly string[];
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

/**
 * Everything in a roster that contradicts itself: doubled ids, unknown groups, people without a
 * name. Each `pointer` leads into the roster, as in `/pupils/2/groups/0`.
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

/** The combined groups of a pupil, each once and without its own. */
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
      return [{ pointer: `${place}/${index}/${key}`, detail: "stands here more than once" }];
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
