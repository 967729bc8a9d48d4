import type { Roster, RosterPupil } from "../../../src/domain/roster/roster.ts";

/** A pupil of a roster. `changes` replace its properties. */
export const pupil = (externalId: string, changes: Partial<RosterPupil> = {}): RosterPupil => ({
  externalId,
  eckId: null,
  firstName: "Wimpie",
  infix: null,
  lastName: "Hof",
  picture: null,
  group: "4A",
  groups: [],
  ...changes,
});

/** A roster of group 4A with these pupils and no teachers. */
export const rosterOf = (...pupils: RosterPupil[]): Roster => ({
  groups: [{ externalId: "4A", name: "4A", yearGroup: "4" }],
  teachers: [],
  pupils,
});
