import t from "tap";
import { origin, startTwoChildren } from "../../support/families/two-children.ts";

const mother = "ouder@home.nl";
const password = "blauwe giraf";
const ended = { code: "unauthorized" };
const service = await startTwoChildren(t);
const { sessions } = service;
await service.set("Fatima", mother);
await service.dispatchAll();
await service.activate(service.linksTo(mother)[0] ?? "", password);

async function logIn() {
  const session = await sessions.create(mother, password, origin.network);
  const { schoolId, subject } = session;
  return { ...session, principal: { schoolId, sessionId: subject.sessionId } };
}

t.test("reuse of a refresh token ends its session", async (t) => {
  const first = await logIn();
  const other = await logIn();
  const second = await sessions.refresh(first.refreshToken);
  await t.rejects(sessions.refresh(first.refreshToken), { ...ended, event: "authn_token_reuse" });
  await t.rejects(sessions.refresh(second.refreshToken), { ...ended, event: "session_expired" });
  await t.rejects(sessions.get(first.principal), ended);
  await t.resolves(sessions.refresh(other.refreshToken), "another session continues");
});

t.test("of concurrent refreshes with one token one succeeds, and the session ends", async (t) => {
  const { refreshToken, principal } = await logIn();
  const tries = await Promise.allSettled(
    Array.from({ length: 8 }, () => sessions.refresh(refreshToken)),
  );
  t.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
  await t.rejects(sessions.get(principal), ended);
});

t.test(
  "only the newest refresh token finds its session, and finding does not use it up",
  async (t) => {
    const { refreshToken } = await logIn();
    for (const _again of [1, 2]) t.match(await sessions.find(refreshToken), { refreshToken });
    const next = await sessions.refresh(refreshToken);
    t.equal(await sessions.find(refreshToken), undefined);
    t.match(await sessions.find(next.refreshToken), { refreshToken: next.refreshToken });
    t.equal(await sessions.find("no token"), undefined);
  },
);

t.test("an end is idempotent, and ends one session", async (t) => {
  const one = await logIn();
  const other = await logIn();
  for (const _again of [1, 2]) await sessions.end(one.principal);
  await t.rejects(sessions.get(one.principal), ended);
  await t.rejects(sessions.refresh(one.refreshToken), ended);
  t.match(await sessions.get(other.principal), { firstName: "Fatima", software: [] });
});

t.test("a session of one school is not found under another school", async (t) => {
  const { principal } = await logIn();
  const stranger = { ...principal, schoolId: "01990000-0000-7000-8000-00000000000f" };
  await t.rejects(sessions.get(stranger), ended);
  await sessions.end(stranger);
  await t.resolves(sessions.get(principal));
});
