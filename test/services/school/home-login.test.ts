import t from "tap";
import { startTwoChildren } from "../../support/families/two-children.ts";

const mother = "ouder@home.nl";
const service = await startTwoChildren(t);
const { advance, coordinator, homeLogins, idOf, linksTo, set, smtp } = service;
const eventCount = async (action: string) => {
  const { rows } = await service.db.asService((tx) =>
    tx.$client.query("select from audit_events where action = $1", [action]),
  );
  return rows.length;
};

t.test("all invalid addresses are reported, and nothing is stored or sent", async (t) => {
  const change = set("Wimpie", "a@b@c.nl", "Thuis@Home.nl", "thuis@home.nl");
  await t.rejects(change, { code: "invalid-request", validationErrors: { length: 3 } });
  t.notOk((await homeLogins.get(coordinator, idOf("Wimpie"))).enabled);
  await service.dispatchAll();
  t.equal(smtp.messages.length, 0);
});

t.test("each address gets one mail, and siblings share it", async (t) => {
  await set("Wimpie", "Ouder@Home.nl", "ander@elders.nl");
  const fatimas = await set("Fatima", mother);
  t.ok(fatimas.enabled);
  t.match(fatimas.addresses, [{ status: "invited", mail: { status: "waiting" } }]);
  await service.dispatchAll();
  t.equal(smtp.messages.length, 2);
  t.equal(linksTo(mother).length, 2);
  t.equal(linksTo("ander@elders.nl").length, 1);
  const after = await homeLogins.get(coordinator, idOf("Fatima"));
  t.equal(after.addresses[0]?.mail?.status, "sent");
  t.strictSame(after.updatedAt, fatimas.updatedAt);
});

t.test("setting the same addresses, or a resend within the cool-down, sends no mail", async (t) => {
  const before = await eventCount("home-login-set");
  await set("Wimpie", "ander@elders.nl", "OUDER@home.nl");
  t.equal(await eventCount("home-login-set"), before);
  const { skipped } = await homeLogins.sendMails(coordinator, idOf("Wimpie"), undefined);
  t.strictSame(
    skipped.map(({ reason }) => reason),
    ["cool-down", "cool-down"],
  );
  await service.dispatchAll();
  t.equal(smtp.messages.length, 2);
  t.equal(await eventCount("activation-mails-sent"), 0);
});

t.test("a resend skips an activated address, unless it is named", async (t) => {
  await service.activate(linksTo("ander@elders.nl")[0] ?? "");
  await service.dispatchAll();
  advance(3_600);
  const send = (email?: string) => homeLogins.sendMails(coordinator, idOf("Wimpie"), email);
  t.match(await send(), {
    queued: { length: 1 },
    skipped: [{ email: "ander@elders.nl", reason: "activated" }],
  });
  t.strictSame(await send("ander@elders.nl"), {
    queued: [{ email: "ander@elders.nl" }],
    skipped: [],
  });
  t.match(await send("ander@elders.nl"), { queued: [], skipped: [{ reason: "mail-waiting" }] });
  await t.rejects(send("vreemd@home.nl"), { code: "invalid-request" });
  await service.dispatchAll();
});

t.test("a school with another environment at home sends no links to it", async (t) => {
  const update = (networkEnvironment: "MOO" | null) =>
    service.schoolSettings.update(coordinator, { networkEnvironment });
  await update("MOO");
  const before = await eventCount("activation-mails-sent");
  await t.rejects(homeLogins.sendMails(coordinator, idOf("Wimpie"), undefined), {
    code: "network-environment",
  });
  t.equal(await eventCount("activation-mails-sent"), before);
  await update(null);
});

t.test("of fifty concurrent addresses for one free slot one is added", async (t) => {
  const seen = JSON.stringify(await homeLogins.get(coordinator, idOf("Fatima")));
  const tries = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) =>
      homeLogins.set(
        coordinator,
        idOf("Fatima"),
        [mother, `nieuw${index}@home.nl`],
        (current) => JSON.stringify(current) === seen,
      ),
    ),
  );
  t.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
  t.equal((await service.addressesOf("Fatima")).length, 2);
});

t.test("a removed address loses its password and its pending mail", async (t) => {
  await service.activate(linksTo(mother)[0] ?? "", "blauwe giraf");
  await t.resolves(service.sessions.create(mother, "blauwe giraf", "203.0.113.7"));
  smtp.clear();
  for (const child of ["Wimpie", "Fatima"] as const) {
    await homeLogins.remove(coordinator, idOf(child));
  }
  const login = service.sessions.create(mother, "blauwe giraf", "203.0.113.7");
  await t.rejects(login, { code: "wrong-email-or-password" });
  await service.dispatchAll();
  const written = smtp.messages.flatMap(({ envelope }) => envelope.to);
  t.strictSame(
    written.filter((to) => to.startsWith("nieuw")),
    [],
  );
});

t.test("another school does not find the pupil", async (t) => {
  const stranger = await service.addSchool("02BB");
  const notFound = { code: "not-found" };
  await t.rejects(homeLogins.get(stranger, idOf("Wimpie")), notFound);
  await t.rejects(homeLogins.set(stranger, idOf("Wimpie"), [mother]), notFound);
  await t.rejects(homeLogins.sendMails(stranger, idOf("Wimpie"), undefined), notFound);
});
