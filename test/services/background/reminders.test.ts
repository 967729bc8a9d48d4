import t from "tap";
import { untilIdle } from "../../integration/until.ts";
import {
  daySeconds as day,
  origin,
  startTwoChildren,
} from "../../support/families/two-children.ts";

const mother = "moeder@home.nl";
const reminder = /verloopt bijna/;

t.test(
  "three days before a first link expires one reminder with the same link is sent",
  async (t) => {
    const service = await startTwoChildren(t);
    await service.set("Wimpie", mother);
    await service.dispatchAll();
    const [invited] = service.linksTo(mother);
    service.advance(11 * day - 1);
    await service.dispatchAll();
    t.equal(service.subjectsTo(mother).length, 1, "not earlier");
    service.advance(601);
    await service.dispatchAll();
    service.advance(day);
    await service.dispatchAll();
    t.strictSame(service.subjectsTo(mother).slice(1), [
      "Thuis inloggen: link voor Wimpie verloopt bijna (School 01AA)",
    ]);
    t.strictSame(service.linksTo(mother), [invited]);
    t.match(await service.activations.lookUp(invited ?? "", origin), { email: mother });
    t.equal((await service.addressesOf("Wimpie"))[0]?.status, "invited");
  },
);

t.test("siblings whose links expire together are in one reminder", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  service.advance(3_600);
  await service.set("Fatima", mother);
  await service.dispatchAll();
  service.advance(11 * day);
  await service.dispatchAll();
  t.match(service.subjectsTo(mother).at(-1), "link voor Fatima en Wimpie verloopt bijna");
  t.equal(service.linksTo(mother).length, 2);
  service.advance(day);
  await service.dispatchAll();
  t.equal(service.subjectsTo(mother).filter((subject) => reminder.test(subject)).length, 1);
});

t.test(
  "no reminder goes to a pupil that is activated, left, lost the address or got no mail",
  async (t) => {
    const service = await startTwoChildren(t);
    service.smtp.behave((to) => (to.startsWith("fout") ? "reject-recipient-550" : "normal"));
    await service.set("Wimpie", mother, "fout@home.nl");
    await service.set("Fatima", "weg@home.nl", "vader@home.nl");
    await service.dispatchAll();
    await service.activate(service.linksTo(mother)[0] ?? "");
    await service.set("Fatima", "vader@home.nl");
    service.advance(11 * day + 1);
    service.smtp.behave("normal");
    await service.dispatchAll();
    const reminded = service.smtp.messages.filter(({ subject }) => reminder.test(`${subject}`));
    t.strictSame(
      reminded.map(({ envelope }) => envelope.to),
      [["vader@home.nl"]],
    );
  },
);

t.test(
  "a link valid for at most three days, or for a new password, gets no reminder",
  async (t) => {
    const service = await startTwoChildren(t);
    await service.schoolSettings.update(service.coordinator, { activationLinkDays: 3 });
    await service.set("Wimpie", mother);
    await service.dispatchAll();
    for (let days = 0; days < 4; days += 1) {
      service.advance(day);
      await service.dispatchAll();
    }
    t.equal(service.subjectsTo(mother).length, 1);
  },
);

t.test("concurrent replicas write one reminder", async (t) => {
  const service = await startTwoChildren(t);
  for (const [name, email] of [
    ["Wimpie", mother],
    ["Fatima", "vader@home.nl"],
  ] as const) {
    await service.set(name, email);
  }
  await service.dispatchAll();
  service.advance(11 * day + 1);
  const replicas = Array.from({ length: 6 }, () => service.createReminders());
  await Promise.all(replicas.map(({ step }) => step()));
  await service.dispatchAll();
  t.equal(service.smtp.messages.filter(({ subject }) => reminder.test(`${subject}`)).length, 2);
});

t.test("a pending reminder is dropped when the password is set", async (t) => {
  const service = await startTwoChildren(t);
  await service.set("Wimpie", mother);
  await service.dispatchAll();
  service.advance(11 * day + 1);
  await untilIdle(service.reminders.step);
  await service.activate(service.linksTo(mother)[0] ?? "");
  await service.dispatchAll();
  t.notOk(service.subjectsTo(mother).some((subject) => reminder.test(subject)));
});
