// Examples of a roster and of what it changes.
import { pupilName } from "./values.ts";

const none = { added: [], changed: [], left: [], unchanged: [] };
const unchanged = (count: number) => ({ added: 0, changed: 0, left: 0, unchanged: count });

export const rosterExamples = {
  RosterRequest: {
    groups: [
      { externalId: "G2A", name: "2A", yearGroup: "2" },
      { externalId: "REK1", name: "Rekenen 1", yearGroup: null },
    ],
    teachers: [
      {
        externalId: "LK4",
        firstName: "Joke",
        infix: null,
        lastName: "Berk",
        groups: ["G2A", "REK1"],
        roles: ["IB"],
      },
    ],
    pupils: [
      {
        externalId: "1001",
        ...pupilName,
        group: "G2A",
        groups: ["REK1"],
      },
      { externalId: "1002", firstName: "Youssef", lastName: "Amrani", group: "G2A" },
    ],
  },
  RosterChange: {
    counts: {
      groups: unchanged(2),
      teachers: unchanged(1),
      pupils: { added: 1, changed: 0, moved: 0, left: 0, returned: 0, unchanged: 1 },
    },
    needsConfirmation: false,
    groups: { ...none, unchanged: ["G2A", "REK1"] },
    teachers: { ...none, unchanged: ["LK4"] },
    pupils: { ...none, added: ["1002"], moved: [], returned: [], unchanged: ["1001"] },
    details: {
      groups: [],
      teachers: [],
      pupils: [
        {
          change: "added",
          externalId: "1002",
          firstName: "Youssef",
          infix: null,
          lastName: "Amrani",
          group: "2A",
          groups: [],
          differences: [],
          before: null,
          leftDate: null,
        },
      ],
    },
    formerPupils: [
      {
        externalId: "1003",
        firstName: "Lotte",
        infix: null,
        lastName: "Bos",
        leftDate: "2026-07-31",
      },
    ],
  },
};
