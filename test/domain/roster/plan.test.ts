import t from "tap";
import {
  type CurrentRoster,
  changesNothing,
  countChanges,
  losesTooMany,
  planRoster,
} from "../../../src/domain/roster/plan.ts";
import type { RosterPupil, RosterTeacher } from "../../../src/domain/roster/roster.ts";
import { pupil } from "../../support/families/roster-pupil.ts";

const group = (externalId: string, changes = {}) => ({
  externalId,
  name: externalId,
  yearGroup: "4",
  ...changes,
});
const teacher = (externalId: string, changes: Partial<RosterTeacher> = {}): RosterTeacher => ({
  externalId,
  firstName: "Marijke",
  infix: null,
  lastName: "Bos",
  groups: ["4A", "5A"],
  roles: ["DIR", "IB"],
  ...changes,
});
const here = (one: RosterPupil) => ({ ...one, hasLeft: false });
const left = (one: RosterPupil) => ({ ...one, hasLeft: true });
const nothing = { added: [], changed: [], left: [], unchanged: [] };
const empty: CurrentRoster = { groups: [], teachers: [], pupils: [] };

t.test("a new pupil or teacher is added, an absent one has left", async (t) => {
  const plan = planRoster(
    { groups: [group("4A"), group("5A")], teachers: [teacher("t1")], pupils: [here(pupil("p1"))] },
    { groups: [group("4A"), group("6A")], teachers: [teacher("t2")], pupils: [pupil("p2")] },
  );
  t.strictSame(plan.groups, { ...nothing, added: ["6A"], left: ["5A"], unchanged: ["4A"] });
  t.strictSame(plan.teachers, { ...nothing, added: ["t2"], left: ["t1"] });
  t.strictSame(plan.pupils, { ...nothing, moved: [], returned: [], added: ["p2"], left: ["p1"] });
});

t.test("every property of a roster that differs is a change", async (t) => {
  const differences = {
    groups: [{ name: "vier" }, { yearGroup: null }].map((changes) => [
      { ...empty, groups: [group("x")] },
      { ...empty, groups: [group("x", changes)] },
    ]),
    teachers: [
      { firstName: null },
      { infix: "de" },
      { lastName: "Vos" },
      { groups: ["4A"] },
      { roles: ["IB"] },
    ].map((changes) => [
      { ...empty, teachers: [teacher("x")] },
      { ...empty, teachers: [teacher("x", changes)] },
    ]),
    pupils: [
      { eckId: "https://ketenid.nl/1" },
      { firstName: null },
      { infix: "de" },
      { lastName: "Vos" },
      { picture: "x.png" },
      { groups: ["5A"] },
    ].map((changes) => [
      { ...empty, pupils: [here(pupil("x"))] },
      { ...empty, pupils: [here(pupil("x", changes))] },
    ]),
  };
  for (const [kind, pairs] of Object.entries(differences)) {
    for (const [before = empty, after = empty] of pairs) {
      const same = planRoster(before, before)[kind as keyof typeof differences];
      t.strictSame(same, { ...same, unchanged: ["x"], changed: [] });
      const plan = planRoster(before, after);
      t.match(plan[kind as keyof typeof differences], { changed: ["x"], unchanged: [] });
      t.notOk(changesNothing(plan));
    }
  }
});

t.test("another order of groups and roles, or a duplicate, is no change", async (t) => {
  const plan = planRoster(
    { ...empty, teachers: [teacher("t1")], pupils: [here(pupil("p1", { groups: ["5A", "6A"] }))] },
    {
      ...empty,
      teachers: [teacher("t1", { groups: ["5A", "4A", "5A"], roles: ["IB", "DIR", "IB"] })],
      pupils: [pupil("p1", { groups: ["6A", "5A", "6A", "4A"] })],
    },
  );
  t.strictSame(plan.teachers.unchanged, ["t1"]);
  t.strictSame(plan.pupils.unchanged, ["p1"]);
  t.ok(changesNothing(plan));
});

t.test("a pupil in another group has moved, even with other changes", async (t) => {
  const { pupils } = planRoster(
    { ...empty, pupils: ["p1", "p2", "p3", "p4"].map((id) => here(pupil(id))) },
    {
      ...empty,
      pupils: [
        pupil("p1", { group: "5A" }),
        pupil("p2", { group: null, lastName: "Vos" }),
        pupil("p3", { lastName: "Vos" }),
        pupil("p4"),
      ],
    },
  );
  t.strictSame(pupils, {
    added: [],
    changed: ["p3"],
    moved: ["p1", "p2"],
    left: [],
    returned: [],
    unchanged: ["p4"],
  });
});

t.test("a pupil that left and is back has returned, and does not leave twice", async (t) => {
  const { pupils } = planRoster(
    { ...empty, pupils: [left(pupil("p1")), left(pupil("p2")), here(pupil("p3"))] },
    { ...empty, pupils: [pupil("p1"), pupil("p4")] },
  );
  t.strictSame(pupils, {
    added: ["p4"],
    changed: [],
    moved: [],
    left: ["p3"],
    returned: ["p1"],
    unchanged: [],
  });
});

t.test("a roster that loses more than half of more than ten pupils is rejected", async (t) => {
  const planOf = (before: number, leaving: number, change: Partial<RosterPupil> = {}) => {
    const ids = Array.from({ length: before }, (_, index) => `p${index}`);
    return planRoster(
      { ...empty, pupils: ids.map((id) => here(pupil(id))) },
      { ...empty, pupils: [...ids.slice(leaving).map((id) => pupil(id, change)), pupil("new")] },
    );
  };
  t.ok(losesTooMany(planOf(11, 6)));
  t.notOk(losesTooMany(planOf(12, 6)));
  t.ok(losesTooMany(planOf(12, 7)));
  t.ok(losesTooMany(planOf(2, 2)), "in a small school");
  t.ok(losesTooMany(planOf(11, 11)));
  for (const change of [{ group: "5A" }, { lastName: "Vos" }]) {
    t.notOk(losesTooMany(planOf(12, 6, change)), "pupils that move or change stay");
    t.ok(losesTooMany(planOf(12, 7, change)));
  }
});

t.test("a change in any list is a change, and changes are counted", async (t) => {
  const lists = { groups: [group("4A")], teachers: [teacher("t1")], pupils: [pupil("p1")] };
  const { groups, teachers, pupils } = lists;
  t.notOk(changesNothing(planRoster(empty, { ...empty, groups })));
  t.notOk(changesNothing(planRoster(empty, { ...empty, teachers })));
  t.notOk(changesNothing(planRoster(empty, { ...empty, pupils })));
  t.ok(changesNothing(planRoster(empty, empty)));
  t.strictSame(countChanges({ added: ["a", "b"], changed: [], left: ["c"], unchanged: [] }), {
    added: 2,
    changed: 0,
    left: 1,
    unchanged: 0,
  });
});

t.test("a roster that says nothing about pictures changes none", async (t) => {
  const known = { ...pupil("p1"), picture: "owl" };
  const planned = (picture: string | null | undefined) =>
    planRoster({ ...empty, pupils: [here(known)] }, { ...empty, pupils: [{ ...known, picture }] })
      .pupils;
  t.strictSame(planned(undefined).unchanged, ["p1"]);
  t.strictSame(planned("owl").unchanged, ["p1"]);
  t.strictSame(planned(null).changed, ["p1"]);
  t.strictSame(planned("fox").changed, ["p1"]);
});
