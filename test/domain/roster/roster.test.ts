import t from "tap";
import {
  combinedGroups,
  type Roster,
  type RosterTeacher,
  rosterErrors,
} from "../../../src/domain/roster/roster.ts";
import { pupil } from "../../support/families/roster-pupil.ts";

const group = (externalId: string) => ({ externalId, name: externalId, yearGroup: null });
const teacher = (externalId: string, changes: Partial<RosterTeacher> = {}): RosterTeacher => ({
  externalId,
  firstName: "Marijke",
  infix: null,
  lastName: "Bos",
  groups: ["4A"],
  roles: [],
  ...changes,
});
const school: Roster = {
  groups: [group("4A"), group("5A")],
  teachers: [teacher("t1"), teacher("t2")],
  pupils: [pupil("p1", { groups: ["5A"] }), pupil("p2")],
};

const errorsOf = (changes: Partial<Roster>) =>
  rosterErrors({ ...school, ...changes }).map(({ pointer, detail }) => `${pointer} ${detail}`);

t.test("a consistent roster is valid, and one name is enough", async (t) => {
  t.strictSame(errorsOf({}), []);
  t.strictSame(errorsOf({ pupils: [pupil("p1", { firstName: null })] }), []);
  t.strictSame(errorsOf({ pupils: [pupil("p1", { lastName: null })] }), []);
  t.strictSame(errorsOf({ pupils: [pupil("p1", { group: null })] }), []);
  t.strictSame(errorsOf({ pupils: [pupil("x"), pupil("y")], teachers: [teacher("x")] }), []);
});

t.test("an external id and an ECK iD are unique in each list", async (t) => {
  const once = "is duplicated";
  t.strictSame(errorsOf({ groups: [group("4A"), group("5A"), group("4A")] }), [
    `/groups/2/externalId ${once}`,
  ]);
  t.strictSame(errorsOf({ teachers: [teacher("t"), teacher("t"), teacher("t")] }), [
    `/teachers/1/externalId ${once}`,
    `/teachers/2/externalId ${once}`,
  ]);
  t.strictSame(errorsOf({ pupils: [pupil("p"), pupil("p")] }), [`/pupils/1/externalId ${once}`]);
  const eckId = "https://ketenid.nl/1";
  t.strictSame(errorsOf({ pupils: [pupil("p1", { eckId }), pupil("p2", { eckId })] }), [
    `/pupils/1/eckId ${once}`,
  ]);
});

t.test("a person without any name is reported by pointer", async (t) => {
  const nameless = { firstName: null, lastName: null, infix: "de" };
  const none = "has neither a first name nor a last name";
  t.strictSame(
    errorsOf({
      teachers: [teacher("t1"), teacher("t2", nameless)],
      pupils: [pupil("p1", nameless)],
    }),
    [`/teachers/1 ${none}`, `/pupils/0 ${none}`],
  );
});

t.test("every group of a person is a group of the roster", async (t) => {
  const unknown = "is not a group of this roster";
  t.strictSame(
    errorsOf({
      teachers: [teacher("t1", { groups: ["4A", "9Z", "8Z"] })],
      pupils: [pupil("p1", { group: "9Z" }), pupil("p2", { groups: ["5A", "9Z"] })],
    }),
    [
      `/teachers/0/groups/1 ${unknown}`,
      `/teachers/0/groups/2 ${unknown}`,
      `/pupils/0/group ${unknown}`,
      `/pupils/1/groups/1 ${unknown}`,
    ],
  );
});

t.test(
  "the combined groups of a pupil are unique and sorted, without its main group",
  async (t) => {
    t.strictSame(combinedGroups({ group: "4A", groups: ["6A", "4A", "5A", "6A"] }), ["5A", "6A"]);
    t.strictSame(combinedGroups({ group: null, groups: [] }), []);
  },
);
