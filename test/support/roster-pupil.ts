import type { RosterPupil } from "../../src/domain/roster/roster.ts";

/** A pupil as a roster has it, but for what a test changes. */
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
