// A school's roster, independent of its file format.

import { type ValidationError, validationErrorsMax } from "../errors.ts";
import { say } from "../messages/messages.ts";

export interface RosterGroup {
  readonly externalId: string;
  readonly name: string;
  readonly yearGroup: string | null;
}

export interface PersonName {
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
  /** `undefined`: the roster says nothing about it, and the pupil keeps its picture. */
  readonly picture: string | null | undefined;
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

/** A pupil that the file of a school names as one that has left. */
export interface FormerPupil extends PersonName {
  readonly externalId: string;
  /** The date on which the pupil left, such as `2026-08-31`. */
  readonly leftDate: string;
}

/** A roster as a school sends it. */
export interface SentRoster extends Roster {
  /** None of them is in `pupils`; absent for a form that names none. */
  readonly formerPupils?: readonly FormerPupil[];
}

/** A roster of which some parts are known to be invalid: these are `undefined`. */
export interface RosterParts {
  readonly groups: readonly Part<RosterGroup>[] | undefined;
  readonly teachers: readonly Part<RosterTeacher>[];
  readonly pupils: readonly Part<RosterPupil>[];
}

type Part<Row> = { readonly [Name in keyof Row]: PartOfValue<Row[Name]> } | undefined;
type PartOfValue<Value> = Value extends readonly (infer Item)[]
  ? readonly (Item | undefined)[]
  : Value | undefined;

/**
 * Returns the first `validationErrorsMax` contradictions in a roster: duplicate ids, unknown groups,
 * people without a name. Each `pointer` leads into the roster, as in `/pupils/2/groups/0`.
 */
export function rosterErrors(roster: RosterParts): ValidationError[] {
  return findErrors(roster).take(validationErrorsMax).toArray();
}

function* findErrors({ groups, teachers, pupils }: RosterParts): Generator<ValidationError> {
  const groupIds = groups && new Set(groups.map((group) => group?.externalId));
  const isUnknown = (group: string | null | undefined) =>
    groupIds !== undefined && group !== undefined && group !== null && !groupIds.has(group);
  yield* doubled("/groups", groups ?? [], "externalId");
  yield* doubled("/teachers", teachers, "externalId");
  yield* doubled("/pupils", pupils, "externalId");
  yield* doubled("/pupils", pupils, "eckId");
  for (const [index, teacher] of teachers.entries()) {
    if (!teacher) continue;
    yield* nameless(`/teachers/${index}`, teacher);
    yield* unknownGroups(`/teachers/${index}/groups`, teacher.groups, isUnknown);
  }
  for (const [index, pupil] of pupils.entries()) {
    if (!pupil) continue;
    yield* nameless(`/pupils/${index}`, pupil);
    yield* unknownGroups(`/pupils/${index}/groups`, pupil.groups, isUnknown);
    if (isUnknown(pupil.group)) {
      yield { pointer: `/pupils/${index}/group`, detail: say("group-unknown") };
    }
  }
}

/** Returns the combined groups of a pupil without duplicates and without its main group. */
export function combinedGroups(pupil: Pick<RosterPupil, "group" | "groups">): string[] {
  if (pupil.groups.length === 0) return [];
  return [...new Set(pupil.groups)].filter((group) => group !== pupil.group).sort();
}

function* doubled<Key extends string>(
  place: string,
  rows: readonly (Readonly<Record<Key, string | null | undefined>> | undefined)[],
  key: Key,
): Generator<ValidationError> {
  const seen = new Set<string>();
  for (const [index, row] of rows.entries()) {
    const id = row?.[key];
    if (id === null || id === undefined) continue;
    if (seen.has(id)) {
      yield { pointer: `${place}/${index}/${key}`, detail: say("duplicated") };
    }
    seen.add(id);
  }
}

type PartOfName = { readonly [Name in keyof PersonName]: PersonName[Name] | undefined };

/** A name that is known to be invalid is a name. */
function* nameless(place: string, { firstName, lastName }: PartOfName): Generator<ValidationError> {
  if (firstName !== null || lastName !== null) return;
  yield { pointer: place, detail: say("person-nameless") };
}

function* unknownGroups(
  place: string,
  groups: readonly (string | undefined)[],
  isUnknown: (group: string | undefined) => boolean,
): Generator<ValidationError> {
  for (const [index, group] of groups.entries()) {
    if (!isUnknown(group)) continue;
    yield { pointer: `${place}/${index}`, detail: say("group-unknown") };
  }
}
