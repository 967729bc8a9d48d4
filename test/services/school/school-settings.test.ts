import t from "tap";
import { doneOrWaiting } from "../../support/locks.ts";
import { startServices } from "../../support/services.ts";

const service = await startServices(t);
const { schoolSettings } = service;
const coordinator = await service.addSchool("01AA");
const other = await service.addSchool("02BB");
const ask = async (text: string) =>
  (await service.db.asService((tx) => tx.$client.query(text))).rows;
const eventCount = async () =>
  (await ask("select from audit_events where action = 'school-updated'")).length;

t.test(
  "a change that waits for another one is rejected, because its state is outdated",
  async (t) => {
    const seen = JSON.stringify(await schoolSettings.get(coordinator));
    let waiting: Promise<unknown> = Promise.resolve();
    await service.db.asService(async (tx) => {
      await tx.$client.query("update schools set name = 'De eerste' where brin = '01AA'");
      waiting = schoolSettings.update(
        coordinator,
        { name: "De tweede" },
        (current) => JSON.stringify(current) === seen,
      );
      await doneOrWaiting(waiting, ask);
    });
    await t.rejects(waiting, { code: "precondition-failed" });
    t.match(await schoolSettings.get(coordinator), { name: "De eerste" });
    t.equal(await eventCount(), 0);
  },
);

t.test("equal settings are no change in any order or form, and no event", async (t) => {
  const before = await eventCount();
  const given = { networkEnvironmentUrl: "HTTPS://Moo.example", publishers: ["zwijsen", "blink"] };
  const stored = await schoolSettings.update(coordinator, given);
  t.match(stored, {
    networkEnvironmentUrl: "https://moo.example/",
    publishers: ["blink", "zwijsen"],
  });
  const again = { ...given, publishers: given.publishers.toReversed() };
  t.strictSame(await schoolSettings.update(coordinator, again), stored);
  t.strictSame(await schoolSettings.get(coordinator), stored);
  t.equal(await eventCount(), before + 1);
});

t.test("a change of publishers records what each new one receives", async (t) => {
  const events = async () =>
    await ask("select details from audit_events where action = 'school-updated' order by id desc");
  await service.publishers.set("malmberg", { needs: ["eck-id", "school"] });
  service.advance(1);
  await schoolSettings.update(coordinator, { publishers: ["blink", "malmberg"] });
  t.strictSame((await events())[0].details, {
    changed: ["publishers"],
    publishersAdded: [{ publisher: "malmberg", needs: ["eck-id", "school"] }],
    publishersRemoved: ["zwijsen"],
  });
  service.advance(1);
  await schoolSettings.update(coordinator, { retentionDays: 20 });
  t.strictSame((await events())[0].details, { changed: ["retentionDays"] });
});

t.test(
  "the catalogue shows what each publisher receives, and whether the school uses it",
  async (t) => {
    const listed = await schoolSettings.listPublishers(coordinator);
    t.equal(listed.length, 14);
    t.strictSame(
      listed.filter(({ enabled }) => enabled),
      [
        { key: "blink", name: "Blink", homeUse: true, needs: [], enabled: true },
        {
          key: "malmberg",
          name: "Malmberg",
          homeUse: true,
          needs: ["eck-id", "school"],
          enabled: true,
        },
      ],
    );
    const enabledAt = async (principal: typeof other) =>
      (await schoolSettings.listPublishers(principal)).filter(({ enabled }) => enabled).length;
    t.equal(await enabledAt({ ...other, role: "portal" }), 0);
    await t.rejects(schoolSettings.listPublishers({ ...other, role: "teacher" }), {
      code: "forbidden",
    });
  },
);

t.test("a rejected change writes nothing, and names every wrong setting", async (t) => {
  const stored = await schoolSettings.get(coordinator);
  const faulty = { name: " ", networkEnvironmentUrl: "http://moo.example", publishers: ["x"] };
  await t.rejects(schoolSettings.update(coordinator, { ...faulty, activationLinkDays: 3 }), {
    code: "invalid-request",
    validationErrors: [
      { pointer: "/name" },
      { pointer: "/networkEnvironmentUrl" },
      { pointer: "/publishers/0" },
    ],
  });
  t.strictSame(await schoolSettings.get(coordinator), stored);
  t.match(await schoolSettings.get(other), { brin: "02BB", name: "School 02BB", publishers: [] });
});
