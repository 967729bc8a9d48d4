import t from "tap";
import { doneOrWaiting } from "../../support/locks.ts";
import { startServices } from "../../support/services.ts";

const { addSchool, advance, db, publishers, schoolSettings } = await startServices(t);
const ask = async (text: string) => (await db.asService((tx) => tx.$client.query(text))).rows;
const before = await publishers.list();
const complete = {
  name: "Nieuw",
  homeUrl: "https://Nieuw.example",
  launchUrl: "https://nieuw.example/launch",
};

t.test("the catalogue is sorted by name", async (t) => {
  const names = before.map(({ name }) => name);
  t.ok(names.length > 1);
  t.strictSame(
    names,
    names.toSorted((one, other) => one.localeCompare(other, "nl")),
  );
});

t.test("a new publisher must be complete, and gets no data and no use at home", async (t) => {
  await t.rejects(publishers.set("Nieuw!", {}), {
    code: "invalid-request",
    validationErrors: [
      { pointer: "/key" },
      { pointer: "/name" },
      { pointer: "/homeUrl" },
      { pointer: "/launchUrl" },
    ],
  });
  t.strictSame(await publishers.list(), before);
  t.strictSame(await publishers.set("nieuw", complete), {
    key: "nieuw",
    ...complete,
    homeUrl: "https://nieuw.example/",
    homeUseAllowed: false,
    needs: [],
  });
});

t.test("a change of one property keeps the others", async (t) => {
  await publishers.set("nieuw", { homeUseAllowed: true });
  const changed = await publishers.set("nieuw", { needs: ["first-name"] });
  t.match(changed, { name: "Nieuw", homeUseAllowed: true, needs: ["first-name"] });
  const faulty = publishers.set("nieuw", { launchUrl: "http://nieuw.example", name: "Ander" });
  await t.rejects(faulty, {
    code: "invalid-request",
    validationErrors: [{ pointer: "/launchUrl" }],
  });
  t.strictSame(
    (await publishers.list()).find(({ key }) => key === "nieuw"),
    changed,
  );
});

t.test("a change of what a publisher receives is audited at the schools that use it", async (t) => {
  const [user, other] = [await addSchool("01AA"), await addSchool("02BB")];
  await schoolSettings.update(user, { publishers: ["nieuw"] });
  await schoolSettings.update(other, { publishers: ["blink"] });
  await publishers.set("nieuw", { needs: ["school", "eck-id", "school"] });
  await publishers.set("nieuw", { needs: ["eck-id", "school"], name: "Nieuwer" });
  advance(1);
  await publishers.set("nieuw", { homeUseAllowed: false });
  advance(1);
  await publishers.set("nieuw", { launchUrl: "https://ander.example/launch" });
  const given = { publisher: "nieuw", needs: ["eck-id", "school"] };
  t.strictSame(
    await ask(`select s.brin, e.actor_kind as actor, e.details
                 from audit_events e join schools s on s.id = e.school_id
                where e.action = 'publisher-changed' order by e.id`),
    [
      { ...given, changed: ["needs"], homeUse: true },
      { ...given, changed: ["homeUse"], homeUse: false },
      { ...given, changed: ["launchUrl"], homeUse: false },
    ].map((details) => ({ brin: "01AA", actor: "operator", details })),
  );
});

t.test(
  "a school that switches a publisher on during its change records the new needs",
  async (t) => {
    const school = await addSchool("03CC");
    let waiting: Promise<unknown> = Promise.resolve();
    await db.asService(async (tx) => {
      await tx.$client.query("lock table school_publishers in share mode");
      await tx.$client.query("update publishers set needs = '{group}' where key = 'blink'");
      waiting = schoolSettings.update(school, { publishers: ["blink"] });
      await doneOrWaiting(waiting, ask);
    });
    await waiting;
    const [event] = await ask(
      `select e.details from audit_events e join schools s on s.id = e.school_id
        where s.brin = '03CC' and e.action = 'school-updated'`,
    );
    t.strictSame(event.details, {
      changed: ["publishers"],
      publishersAdded: [{ publisher: "blink", needs: ["group"] }],
      publishersRemoved: [],
    });
  },
);

t.test("a change of a publisher waits for a school that is switching it on", async (t) => {
  const school = await addSchool("04DD");
  let waiting: Promise<unknown> = Promise.resolve();
  await db.asService(async (tx) => {
    await tx.$client.query(`insert into school_publishers (school_id, publisher_key)
                            select id, 'zwijsen' from schools where brin = '04DD'`);
    waiting = publishers.set("zwijsen", { needs: ["school"] });
    await doneOrWaiting(waiting, ask);
  });
  await waiting;
  const events = await ask(
    "select details from audit_events where details->>'publisher' = 'zwijsen'",
  );
  t.equal(events.length, 1);
  t.match(await schoolSettings.get(school), { publishers: ["zwijsen"] });
});
