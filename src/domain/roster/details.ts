// The changes of a roster for people: with names, the names of groups, and what is different.
import { mapInSteps, type Steps } from "../steps.ts";
import { type CurrentRoster, comparable, comparablePupils, type RosterPlan } from "./plan.ts";
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

  const groups = yield* detailsOf(otherChanges, plan.groups, current.groups, wanted.groups, {
    compare: comparable.group,
    valuesNow: valuesOfGroup,
    valuesWanted: valuesOfGroup,
  });
  const teachers = yield* detailsOf(
    otherChanges,
    plan.teachers,
    current.teachers,
    wanted.teachers,
    {
      compare: comparable.teacher,
      valuesNow: (teacher) => hideName(valuesOfTeacher(teacher, nameNow)),
      valuesWanted: (teacher) => valuesOfTeacher(teacher, nameWanted),
    },
  );
  const pupils = yield* detailsOf(pupilChanges, plan.pupils, current.pupils, wanted.pupils, {
    compare: comparablePupils(current.pupils),
    valuesNow: (pupil) => hideName(valuesOfPupil(pupil, nameNow)),
    valuesWanted: (pupil) => valuesOfPupil(pupil, nameWanted),
  });
  const withoutBefore = <Row extends object>(row: Row) => ({ ...row, before: null });
  const shown = <Row extends object>(rows: readonly Row[]) =>
    showsPeople ? rows : rows.map(withoutBefore);
  return {
    groups,
    teachers: shown(teachers),
    pupils: shown(pupils).map((pupil) => ({
      ...pupil,
      leftDate: (pupil.change === "left" && leftDates.get(pupil.externalId)) || null,
    })),
  };
}

interface Entry {
  readonly externalId: string;
}

function* detailsOf<Change extends string, Row extends Entry, Values, Compared extends object>(
  changes: readonly Change[],
  plan: Readonly<Record<Change, readonly string[]>>,
  current: readonly Row[],
  wanted: readonly Row[],
  rules: {
    readonly compare: (row: Row) => Compared;
    readonly valuesNow: (row: Row) => Values;
    readonly valuesWanted: (row: Row) => Values;
  },
): Steps<(Values & Detail<Change, keyof Compared, Values>)[]> {
  const changing = changes.flatMap((change) =>
    plan[change].map((externalId) => ({ change, externalId })),
  );
  if (changing.length === 0) return [];
  const now = new Map(current.map((row) => [row.externalId, row]));
  const next = new Map(wanted.map((row) => [row.externalId, row]));
  const described = yield* mapInSteps(changing, ({ change, externalId }) => {
    const before = now.get(externalId);
    const after = next.get(externalId);
    if (!after) {
      // It has left, so it was there.
      return before
        ? { change, externalId, ...rules.valuesNow(before), differences: [], before: null }
        : undefined;
    }
    const isSame = change !== "changed" && change !== "moved";
    const differences =
      isSame || !before ? [] : differencesOf(rules.compare(before), rules.compare(after));
    return {
      change,
      externalId,
      ...rules.valuesWanted(after),
      differences,
      before: isSame || !before ? null : rules.valuesNow(before),
    };
  });
  return described.filter((one) => one !== undefined);
}

function differencesOf<Compared extends object>(
  before: Compared,
  after: Compared,
): (keyof Compared)[] {
  const names = Object.keys(after) as (keyof Compared)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
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
