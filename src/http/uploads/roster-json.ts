import type { Static } from "typebox";
import type { Roster } from "../../domain/roster/roster.ts";
import type { RosterRequest } from "../schemas/rosters.ts";

/** Converts a body to a roster; missing properties become `null` or empty. */
export function rosterOf({ groups, teachers, pupils }: Static<typeof RosterRequest>): Roster {
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
      picture: pupil.picture ?? null,
      group: pupil.group ?? null,
      groups: pupil.groups ?? [],
    })),
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
