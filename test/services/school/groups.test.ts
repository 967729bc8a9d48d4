import t from "tap";
import { startTwoChildren } from "../../support/families/two-children.ts";
import { doneOrWaiting } from "../../support/locks.ts";

const service = await startTwoChildren(t);
const { coordinator, groups } = service;
const page = { limit: 50, afterKey: undefined };
const [group] = (await groups.list(coordinator, page)).items;
const groupId = group?.id ?? "";
const ask = async (text: string) =>
  (await service.db.asService((tx) => tx.$client.query(text))).rows;
const eventCount = async () =>
  (await ask("select from audit_events where action = 'group-updated'")).length;

t.test("another school does not find the group", async (t) => {
  const stranger = await service.addSchool("02BB");
  t.strictSame((await groups.list(stranger, page)).items, []);
  await t.rejects(groups.get(stranger, groupId), { code: "not-found" });
  await t.rejects(groups.listPupils(stranger, groupId, undefined, page), { code: "not-found" });
  const update = groups.update(stranger, groupId, { loginMethod: "picture" });
  await t.rejects(update, { code: "not-found" });
});

t.test(
  "a change that waits for another one is rejected, because its state is outdated",
  async (t) => {
    await groups.update(coordinator, groupId, { loginMethod: "picture" });
    const before = await eventCount();
    const seen = JSON.stringify(await groups.get(coordinator, groupId));
    let waiting: Promise<unknown> = Promise.resolve();
    await service.db.asService(async (tx) => {
      await tx.$client.query("update groups set login_method = 'password' where id = $1", [
        groupId,
      ]);
      waiting = groups.update(
        coordinator,
        groupId,
        { loginMethod: "password" },
        (current) => JSON.stringify(current) === seen,
      );
      await doneOrWaiting(waiting, ask);
    });
    await t.rejects(waiting, { code: "precondition-failed" });
    t.equal(await eventCount(), before);
    await groups.update(coordinator, groupId, { loginMethod: "picture" });
  },
);

t.test("equal settings are no change, and no event", async (t) => {
  const before = await eventCount();
  t.match(await groups.update(coordinator, groupId, { loginMethod: "picture" }), {
    id: groupId,
    loginMethod: "picture",
    pupilCount: 2,
  });
  t.equal(await eventCount(), before);
  const faulty = groups.update(coordinator, groupId, {
    publishers: ["x"],
    loginMethod: "password",
  });
  await t.rejects(faulty, { code: "invalid-request" });
  t.match(await groups.get(coordinator, groupId), { loginMethod: "picture" });
});

t.test("pupils are filtered by home login, and counted with it", async (t) => {
  await service.set("Fatima", "moeder@home.nl");
  const namesOf = async (hasHomeLogin?: boolean) =>
    (await groups.listPupils(coordinator, groupId, hasHomeLogin, page)).items.map(
      ({ firstName }) => firstName,
    );
  t.strictSame(await namesOf(), ["Fatima", "Wimpie"]);
  t.strictSame(await namesOf(true), ["Fatima"]);
  t.strictSame(await namesOf(false), ["Wimpie"]);
  t.match(await groups.get(coordinator, groupId), { pupilCount: 2, homeLoginCount: 1 });
  t.match((await groups.list(coordinator, page)).items, [{ pupilCount: 2, homeLoginCount: 1 }]);
});
