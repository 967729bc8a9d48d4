import t from "tap";
import { origin, startTwoChildren } from "../../support/families/two-children.ts";
import { doneOrWaiting } from "../../support/locks.ts";

const mother = "ouder@home.nl";
const password = "blauwe giraf";
const wrong = { code: "wrong-email-or-password" };
const service = await startTwoChildren(t);
const { sessions } = service;
await service.set("Wimpie", mother, "ander@elders.nl");
await service.dispatchAll();
await service.activate(service.linksTo(mother)[0] ?? "", password);
const logIn = (email: string, typed: string, tokens: readonly string[] = []) =>
  sessions.create(email, typed, origin.network, tokens);

t.test("a wrong password and an unknown address get the same answer", async (t) => {
  const answers: unknown[] = [];
  for (const email of [mother, "niemand@home.nl", "ander@elders.nl", "no address", "\u0000", ""]) {
    await logIn(email, "gele kameel").catch(({ code, message, detail, retryAfterSeconds }) =>
      answers.push({ code, message, detail, retryAfterSeconds }),
    );
  }
  t.equal(answers.length, 6);
  t.match(answers[0], wrong);
  t.strictSame(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
  service.advance(3_600);
});

t.test("an address and a password are found in every form in which people type them", async (t) => {
  for (const email of [mother, " OUDER@Home.nl "]) {
    t.equal((await logIn(email, password)).subject.firstName, "Wimpie");
  }
  await t.rejects(logIn(mother, password.toUpperCase()), wrong);
  await t.rejects(logIn(mother, ` ${password}`), wrong);
});

t.test("each login creates a new session and a new login device", async (t) => {
  const first = await logIn(mother, password);
  const second = await logIn(mother, password);
  t.not(second.subject.sessionId, first.subject.sessionId);
  t.not(second.loginDevice.token, first.loginDevice.token);
  const third = await logIn(mother, password, [first.loginDevice.token]);
  t.equal(third.loginDevice.replaces, first.loginDevice.token);
});

t.test("a password that changes while a login is checked opens no session", async (t) => {
  service.advance(3_600);
  await service.linkRequests.request(mother, origin.network);
  await service.dispatchAll();
  const [link = ""] = service.linksTo(mother);
  const logins = Array.from({ length: 5 }, () => logIn(mother, password));
  const made = service.activate(link, "groene olifant");
  const opened = (await Promise.allSettled(logins)).flatMap((one) =>
    one.status === "fulfilled" ? [one.value] : [],
  );
  await made;
  for (const { refreshToken } of opened) t.equal(await sessions.find(refreshToken), undefined);
  service.advance(3_600); // On a busy machine all five are failures, which block the address.
  await t.rejects(logIn(mother, password), wrong);
  await t.resolves(logIn(mother, "groene olifant"));
});

t.test("a login waits while its address is being changed", async (t) => {
  service.advance(3_600);
  const login = await service.db.asService(async (tx) => {
    await tx.$client.query("select from home_addresses where email_key = $1 for update", [mother]);
    const started = logIn(mother, "groene olifant");
    await doneOrWaiting(started, async (text) => {
      return await service.db.asService(async (other) => (await other.$client.query(text)).rows);
    });
    return { result: started };
  });
  t.equal((await login.result).subject.firstName, "Wimpie");
});
