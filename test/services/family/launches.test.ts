import { decodeJwt } from "jose";
import t from "tap";
import { origin, startTwoChildren } from "../../support/families/two-children.ts";

const service = await startTwoChildren(t);
const { coordinator, launches, schoolSettings, sessions } = service;
await schoolSettings.update(coordinator, { publishers: ["malmberg", "zwijsen"] });
const parents = ["moeder@home.nl", "vader@home.nl"] as const;
await service.set("Wimpie", ...parents);
await service.set("Fatima", "oma@home.nl");
await service.dispatchAll();
const password = "vrolijke fietsbel";
for (const email of [...parents, "oma@home.nl"]) {
  await service.activate(service.linksTo(email)[0] ?? "", password);
}

async function logIn(email: string) {
  const { schoolId, subject } = await sessions.create(email, password, origin.network);
  return { schoolId, sessionId: subject.sessionId };
}
const pseudonymAt = async (email: string, publisher: string) =>
  decodeJwt((await launches.create(await logIn(email), publisher)).token).sub;

t.test("a child has one pseudonym at a publisher, at each of its addresses", async (t) => {
  const [mothers, fathers] = await Promise.all(
    parents.map((email) => pseudonymAt(email, "malmberg")),
  );
  t.equal(typeof mothers, "string");
  t.equal(mothers, fathers);
  t.not(await pseudonymAt("oma@home.nl", "malmberg"), mothers, "another child");
  t.not(await pseudonymAt("moeder@home.nl", "zwijsen"), mothers, "another publisher");
});

t.test("a session that ended, and a publisher of another school, launch nothing", async (t) => {
  const principal = await logIn("moeder@home.nl");
  await t.rejects(launches.create(principal, "blink"), { code: "not-found" });
  await t.rejects(launches.create(principal, "unknown"), { code: "not-found" });
  await sessions.end(principal);
  await t.rejects(launches.create(principal, "malmberg"), { code: "unauthorized" });
});
