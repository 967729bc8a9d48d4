import t from "tap";
import { describeChangesInSteps } from "../../../src/domain/roster/details.ts";
import { type CurrentRoster, planRoster } from "../../../src/domain/roster/plan.ts";
import type { SentRoster } from "../../../src/domain/roster/roster.ts";
import { finish } from "../../../src/domain/steps.ts";
import { pupil } from "../../support/families/roster-pupil.ts";

const group = (externalId: string, name: string) => ({ externalId, name, yearGroup: "4" });
const berk = {
  externalId: "t1",
  firstName: "Joke",
  infix: null,
  lastName: "Berk",
  groups: ["G3"],
  roles: [],
};
const current: CurrentRoster = {
  groups: [group("G3", "3A"), group("G4", "4A")],
  teachers: [berk, { ...berk, externalId: "t2", firstName: "Kees" }],
  pupils: [
    { ...pupil("stays", { group: "G4" }), hasLeft: false },
    { ...pupil("moves", { group: "G3" }), hasLeft: false },
    { ...pupil("marries", { group: "G4", groups: ["G3"] }), hasLeft: false },
    { ...pupil("leaves", { firstName: "Lotte", group: "G3" }), hasLeft: false },
    { ...pupil("left before", { group: null }), hasLeft: true },
  ],
};
const wanted: SentRoster = {
  groups: [group("G4", "4 bis"), group("G5", "5A")],
  teachers: [{ ...berk, groups: ["G5"], roles: ["IB"] }],
  pupils: [
    pupil("stays", { group: "G4" }),
    pupil("moves", { group: "G5" }),
    pupil("marries", { lastName: "Vos", group: "G4", eckId: "https://ketenid.nl/1" }),
    pupil("left before", { group: "G5" }),
    pupil("is new", { group: null }),
  ],
  formerPupils: [
    { externalId: "leaves", firstName: null, infix: null, lastName: null, leftDate: "2026-08-31" },
  ],
};

const describe = (showsPeople: boolean) =>
  finish(describeChangesInSteps(current, wanted, planRoster(current, wanted), { showsPeople }));

t.test("every change has the names of people and groups, and what is different", async (t) => {
  const { groups, teachers, pupils } = describe(true);
  const name = { firstName: "Wimpie", infix: null, lastName: "Hof" };
  const added = { differences: [], before: null, leftDate: null, groups: [] };
  t.strictSame(pupils, [
    {
      ...added,
      change: "left",
      externalId: "leaves",
      ...name,
      firstName: "Lotte",
      group: "3A",
      leftDate: "2026-08-31",
    },
    { ...added, change: "returned", externalId: "left before", ...name, group: "5A" },
    { ...added, change: "added", externalId: "is new", ...name, group: null },
    {
      ...added,
      change: "moved",
      externalId: "moves",
      ...name,
      group: "5A",
      differences: ["group"],
      before: { ...name, group: "3A", groups: [] },
    },
    {
      ...added,
      change: "changed",
      externalId: "marries",
      ...name,
      lastName: "Vos",
      group: "4 bis",
      differences: ["lastName", "groups", "eckId"],
      before: { ...name, group: "4A", groups: ["3A"] },
    },
  ]);
  t.match(groups, [
    { change: "left", externalId: "G3", name: "3A", differences: [], before: null },
    { change: "added", externalId: "G5", name: "5A" },
    { change: "changed", name: "4 bis", differences: ["name"], before: { name: "4A" } },
  ]);
  t.match(teachers, [
    { change: "left", externalId: "t2", firstName: "Kees", groups: ["3A"] },
    {
      change: "changed",
      groups: ["5A"],
      differences: ["groups", "roles"],
      before: { groups: ["3A"] },
    },
  ]);
});

t.test("a caller that may not read people sees only the names that it sent", async (t) => {
  const text = JSON.stringify(describe(false));
  t.notMatch(text, /Lotte|Kees/);
  t.notMatch(JSON.stringify(describe(false).pupils.map(({ before }) => before)), /Hof/);
  t.match(text, "Vos");
  t.equal(describe(false).pupils.length, describe(true).pupils.length);
});

t.test("a roster that changes nothing has no details", async (t) => {
  const same = { ...current, pupils: current.pupils.filter(({ hasLeft }) => !hasLeft) };
  t.strictSame(
    finish(describeChangesInSteps(same, same, planRoster(same, same), { showsPeople: true })),
    { groups: [], teachers: [], pupils: [] },
  );
});
