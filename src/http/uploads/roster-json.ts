import type { Static } from "typebox";
import type { Roster, RosterParts } from "../../domain/roster/roster.ts";
import type { RosterRequest } from "../schemas/rosters.ts";

type Body = Static<typeof RosterRequest>;

/** Converts a body to a roster; missing properties become `null` or empty, except `picture`. */
export function rosterOf({ groups, teachers, pupils }: Body): Roster {
  return {
    groups: groups.map((group) => ({ ...group, yearGroup: group.yearGroup ?? null })),
    teachers: teachers.map((teacher) => ({
      ...teacher,
      ...nameOf(teacher),
      groups: teacher.groups ?? [],
      roles: teacher.roles ?? [],
    })),
    pupils: pupils.map((pupil) => ({
      ...nameOf(pupil),
      externalId: pupil.externalId,
      eckId: pupil.eckId ?? null,
      picture: pupil.picture,
      group: pupil.group ?? null,
      groups: pupil.groups ?? [],
    })),
  };
}

type Loose<Row> = { readonly [Name in keyof Row]?: Row[Name] } | undefined;

/** What the schema accepts of an invalid body; the rest is `undefined`. */
export interface AcceptedRoster {
  readonly groups?: readonly Loose<Body["groups"][number]>[] | undefined;
  readonly teachers?: readonly Loose<Body["teachers"][number]>[] | undefined;
  readonly pupils?: readonly Loose<Body["pupils"][number]>[] | undefined;
}

const noTeacher = { firstName: null, infix: null, lastName: null, groups: [], roles: [] };
const noPupil = { ...noTeacher, eckId: null, picture: undefined, group: null };

/** Converts an invalid body: missing properties become `null` or empty, and rejected ones stay `undefined`. */
export function rosterPartsOf({ groups, teachers = [], pupils = [] }: AcceptedRoster): RosterParts {
  return {
    groups: groups?.map(
      (group) => group && { yearGroup: null, externalId: undefined, name: undefined, ...group },
    ),
    teachers: teachers.map(
      (teacher) =>
        teacher && {
          ...noTeacher,
          externalId: undefined,
          ...teacher,
          groups: teacher.groups ?? [],
          roles: teacher.roles ?? [],
        },
    ),
    pupils: pupils.map(
      (pupil) =>
        pupil && { ...noPupil, externalId: undefined, ...pupil, groups: pupil.groups ?? [] },
    ),
  };
}

interface OptionalName {
  readonly firstName?: string | null;
  readonly infix?: string | null;
  readonly lastName?: string | null;
}

function nameOf({ firstName = null, infix = null, lastName = null }: OptionalName) {
  return { firstName, infix, lastName };
}
