import t from "tap";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { pupil, rosterOf } from "../../support/families/roster-pupil.ts";
import { rosterWith, startTwoChildren } from "../../support/families/two-children.ts";

const mother = "ouder@home.nl";
const password = "groene olifant";
const service = await startTwoChildren(t);
const { coordinator, db, homeLogins, idOf, rosters } = service;
const ask = (text: string) =>
  db.asService((tx) => execute(tx, listRows<Record<string, unknown>>({ name: "", text }, [])));
const eventCount = async () =>
  (await ask("select from audit_events where action in ('roster-put', 'pupil-left')")).length;

t.test("the same roster again changes nothing", async (t) => {
  const before = await eventCount();
  const { plan } = await rosters.put(coordinator, rosterWith(["Fatima", "Wimpie"]));
  t.strictSame(plan.pupils.unchanged, ["Fatima", "Wimpie"]);
  t.strictSame([plan.pupils.added, plan.pupils.changed, plan.pupils.left], [[], [], []]);
  t.equal(await eventCount(), before);
});

t.test("a pupil that leaves the roster loses home login immediately", async (t) => {
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  await service.activate(service.linksTo(mother)[0] ?? "", password);
  const logIn = () => service.sessions.create(mother, password, "203.0.113.7");
  const { refreshToken } = await logIn();
  const { plan } = await rosters.put(coordinator, rosterWith(["Fatima"]));
  t.strictSame(plan.pupils.left, ["Wimpie"]);
  await t.rejects(logIn(), { code: "wrong-email-or-password" });
  t.equal(await service.sessions.find(refreshToken), undefined, "its sessions end");
  await t.rejects(homeLogins.get(coordinator, idOf("Wimpie")), { code: "not-found" });
});

t.test("concurrent puts of one roster add each pupil once", async (t) => {
  const roster = rosterOf(...["Fatima", "1", "2", "3"].map((id) => pupil(id)));
  const plans = await Promise.all(
    Array.from({ length: 4 }, () => rosters.put(coordinator, roster)),
  );
  const added = plans.flatMap(({ plan }) => plan.pupils.added);
  t.strictSame(added.toSorted(), ["1", "2", "3"]);
});

t.test("a roster that is rejected or not confirmed writes nothing", async (t) => {
  const before = await ask("select xmin::text, id from pupils order by id");
  await t.rejects(rosters.put(coordinator, rosterOf(pupil("1"), pupil("1"))), {
    code: "invalid-request",
  });
  await t.rejects(rosters.put(coordinator, rosterOf(pupil("1"))), { code: "roster-too-small" });
  const { plan } = await rosters.put(coordinator, rosterOf(pupil("1")), { isDryRun: true });
  t.equal(plan.pupils.left.length, 3);
  t.strictSame(await ask("select xmin::text, id from pupils order by id"), before);
});
