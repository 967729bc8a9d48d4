// The changes of a roster for people: with names, the names of groups, and what is different.
import { mapInSteps, type Steps } from "../steps.ts";
import {
  byExternalId,
  type CurrentRoster,
  comparable,
  differences,
  type Entry,
  type RosterPlan,
} from "./plan.ts";
import type { PersonName, RosterGroup, RosterPupil, RosterTeacher, SentRoster } from "./roster.ts";

/** Kinds of change of a pupil, in the order in which they are listed; groups and teachers have three of them. */
export const pupilChanges = ["left", "returned", "added", "moved", "changed"] as const;
export type PupilChange = (typeof pupilChanges)[number];
export const otherChanges = ["left", "added", "changed"] as const;
export type OtherChange = (typeof otherChanges)[number];

export type GroupDifference = keyof ReturnType<typeof comparable.group>;
export type TeacherDifference = keyof ReturnType<typeof comparable.teacher>;
export type PupilDifference = keyof ReturnType<typeof comparable.pupil>;

interface Detail<Change, Difference, Values> {
  readonly change: Change;
  readonly externalId: string;
  /** Names of the properties that are different; empty unless it is `changed` or `moved`. */
  readonly differences: readonly Difference[];
  /** The values before a difference; `null` without one. */
  readonly before: Values | null;
}

export interface GroupValues {
  readonly name: string;
  readonly yearGroup: string | null;
}

export interface TeacherValues extends PersonName {
  /** Names of the groups that the teacher teaches. */
  readonly groups: readonly string[];
}

export interface PupilValues extends PersonName {
  /** Name of the main group. */
  readonly group: string | null;
  /** Names of the combined groups. */
  readonly groups: readonly string[];
}

export type GroupDetail = GroupValues & Detail<OtherChange, GroupDifference, GroupValues>;
export type TeacherDetail = TeacherValues & Detail<OtherChange, TeacherDifference, TeacherValues>;
export type PupilDetail = PupilValues &
  Detail<PupilChange, PupilDifference, PupilValues> & {
    /** The end date in the file of a pupil that leaves; `null` without one. */
    readonly leftDate: string | null;
  };

/** Everything that a roster changes; what stays the same is not in it. */
export interface RosterDetails {
  readonly groups: readonly GroupDetail[];
  readonly teachers: readonly TeacherDetail[];
  readonly pupils: readonly PupilDetail[];
}

interface Options {
  /** Whether the caller may see people of the school that are not in the roster it sends. */
  readonly showsPeople: boolean;
}

/**
 * Describes the changes of a plan. A roster has values of its own; a group, teacher or pupil that left
 * has those that the school had. Without `showsPeople` the names of people that left are `null`, and so
 * is `before` of people.
 */
export function* describeChangesInSteps(
  current: CurrentRoster,
  wanted: SentRoster,
  plan: RosterPlan,
  { showsPeople }: Options,
): Steps<RosterDetails> {
  const nameNow = namesOf(current.groups);
  const nameWanted = namesOf(wanted.groups);
  const leftDates = new Map(wanted.formerPupils?.map((one) => [one.externalId, one.leftDate]));
  const hideName = <Values extends PersonName>(values: Values): Values =>
    showsPeople ? values : { ...values, firstName: null, infix: null, lastName: null };

  const teacherNow = (teacher: RosterTeacher) => valuesOfTeacher(teacher, nameNow);
  const pupilNow = (pupil: RosterPupil) => valuesOfPupil(pupil, nameNow);
  return {
    groups: yield* detailsOf(otherChanges, plan.groups, current.groups, wanted.groups, {
      differences: differences.group,
      valuesLeft: valuesOfGroup,
      valuesBefore: valuesOfGroup,
      valuesWanted: valuesOfGroup,
      others: () => ({}),
    }),
    teachers: yield* detailsOf(otherChanges, plan.teachers, current.teachers, wanted.teachers, {
      differences: differences.teacher,
      valuesLeft: (teacher) => hideName(teacherNow(teacher)),
      valuesBefore: (teacher) => (showsPeople ? teacherNow(teacher) : null),
      valuesWanted: (teacher) => valuesOfTeacher(teacher, nameWanted),
      others: () => ({}),
    }),
    pupils: yield* detailsOf(pupilChanges, plan.pupils, current.pupils, wanted.pupils, {
      differences: differences.pupil,
      valuesLeft: (pupil) => hideName(pupilNow(pupil)),
      valuesBefore: (pupil) => (showsPeople ? pupilNow(pupil) : null),
      valuesWanted: (pupil) => valuesOfPupil(pupil, nameWanted),
      others: (change, externalId) => ({
        leftDate: (change === "left" && leftDates.get(externalId)) || null,
      }),
    }),
  };
}

const none: readonly never[] = [];

function* detailsOf<
  Change extends string,
  Row extends Entry,
  Values,
  Difference extends string,
  Others extends object,
>(
  changes: readonly Change[],
  plan: Readonly<Record<Change, readonly string[]>>,
  current: readonly Row[],
  wanted: readonly Row[],
  rules: {
    readonly differences: (before: Row, after: Row) => readonly Difference[];
    /** The values of one that has left. */
    readonly valuesLeft: (row: Row) => Values;
    readonly valuesBefore: (row: Row) => Values | null;
    readonly valuesWanted: (row: Row) => Values;
    readonly others: (change: Change, externalId: string) => Others;
  },
): Steps<(Values & Detail<Change, Difference, Values> & Others)[]> {
  if (changes.every((change) => plan[change].length === 0)) return [];
  const now = byExternalId(current);
  const next = byExternalId(wanted);
  const describe = (change: Change, externalId: string) => {
    const others = rules.others(change, externalId);
    const before = now.get(externalId);
    const after = next.get(externalId);
    if (!after) {
      // It has left, so it was there.
      return before
        ? {
            change,
            externalId,
            ...rules.valuesLeft(before),
            differences: none,
            before: null,
            ...others,
          }
        : undefined;
    }
    const isSame = change !== "changed" && change !== "moved";
    const differences = isSame || !before ? none : rules.differences(before, after);
    return {
      change,
      externalId,
      ...rules.valuesWanted(after),
      differences,
      before: isSame || !before ? null : rules.valuesBefore(before),
      ...others,
    };
  };
  const described = [];
  for (const change of changes) {
    described.push(yield* mapInSteps(plan[change], (externalId) => describe(change, externalId)));
  }
  return described.flat().filter((one) => one !== undefined);
}

type NameOfGroup = (externalId: string) => string;

function namesOf(groups: readonly RosterGroup[]): NameOfGroup {
  const names = new Map(groups.map(({ externalId, name }) => [externalId, name]));
  return (externalId) => names.get(externalId) ?? externalId;
}

function valuesOfGroup({ name, yearGroup }: RosterGroup): GroupValues {
  return { name, yearGroup };
}

function valuesOfTeacher(teacher: RosterTeacher, nameOf: NameOfGroup): TeacherValues {
  const { firstName, infix, lastName, groups } = comparable.teacher(teacher);
  return { firstName, infix, lastName, groups: groups.map(nameOf) };
}

function valuesOfPupil(pupil: RosterPupil, nameOf: NameOfGroup): PupilValues {
  const { firstName, infix, lastName, group, groups } = comparable.pupil(pupil);
  return {
    firstName,
    infix,
    lastName,
    group: group === null ? null : nameOf(group),
    groups: groups.map(nameOf),
  };
}
