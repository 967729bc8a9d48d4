import t from "tap";
import { startTwoChildren } from "../../support/families/two-children.ts";

const mother = "moeder@home.nl";
const service = await startTwoChildren(t);
const { coordinator, db, idOf, personalData, sessions } = service;
const count = async (text: string) =>
  (await db.asService((tx) => tx.$client.query(text))).rows.length;

t.test("concurrent erasures of a pupil succeed, and are one event", async (t) => {
  await service.set("Wimpie", mother, "vader@home.nl");
  await service.set("Fatima", mother);
  await service.dispatchAll();
  const erasures = Array.from({ length: 4 }, () => personalData.erase(coordinator, idOf("Wimpie")));
  await Promise.all(erasures);
  t.equal(await count("select from audit_events where action = 'pupil-erased'"), 1);
  t.equal(await count("select from mailboxes where email_key = 'vader@home.nl'"), 0);
  await t.rejects(personalData.get(coordinator, idOf("Wimpie")), { code: "not-found" });
});

t.test("a login during the erasure leaves no session", async (t) => {
  const link = service.linksTo(mother);
  for (const token of link) {
    await service
      .activate(token, "blauwe giraf")
      .catch(({ code }) => t.equal(code, "link-unknown"));
  }
  const logins = Array.from({ length: 5 }, () =>
    sessions.create(mother, "blauwe giraf", coordinator.origin.network).catch(() => undefined),
  );
  await Promise.all([...logins, personalData.erase(coordinator, idOf("Fatima"))]);
  t.equal(await count("select from home_sessions"), 0);
  t.equal(await count("select from home_addresses"), 0);
});

t.test("an unknown pupil is not found, and only a coordinator erases", async (t) => {
  const unknown = "01990000-0000-7000-8000-00000000000f";
  await t.rejects(personalData.erase(coordinator, unknown), { code: "not-found" });
  await t.resolves(personalData.erase(coordinator, idOf("Fatima")), "erased before");
  const teacher = { ...coordinator, role: "teacher", subject: "LK1" } as const;
  await t.rejects(personalData.erase(teacher, idOf("Fatima")), { code: "forbidden" });
});
