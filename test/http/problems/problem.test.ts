// Internal failures: no partial change, and no internal detail in the response.
import pg from "pg";
import t, { type Test } from "tap";
import { createBrowser } from "../../support/browser.ts";
import {
  father,
  makePassword,
  mother,
  password,
  startFamily,
} from "../../support/families/family.ts";

const service = await startFamily(t);
const { api, linkOf, logLines, url } = service;
const { token } = await service.addClient("01AA");
const owner = new pg.Client({ connectionString: service.databaseUrl });
await owner.connect();
t.teardown(() => owner.end());
await makePassword(createBrowser(url), await linkOf("Wimpie", father));

const logIn = (email = father) => api("createHomeSession", { body: { email, password } });

/** Runs `broken`, then `ask`: the response has only fixed words, and the log has the cause under the same id. */
async function expectProblem(
  t: Test,
  broken: string,
  repairSql: string,
  ask: () => ReturnType<typeof api>,
) {
  await owner.query(broken);
  const { status, headers, body, text } = await ask();
  await owner.query(repairSql);
  t.equal(status, 500);
  t.match(body, { title: "Internal error" });
  t.notMatch(
    text,
    /audit_events|throttles|check|constraint|relation|select|insert|\.ts|node_modules/i,
  );
  const line = logLines
    .map((one) => JSON.parse(one))
    .find(({ msg, reqId }) => {
      return msg === "internal error" && reqId === headers.get("x-request-id");
    });
  t.match(line, { level: "error", err: { code: String } });
}

t.test("a change whose audit event cannot be stored is rolled back", async (t) => {
  const [group] = (await api("listGroups", { token })).body.items;
  const { pupils } = (await api("getGroup", { token, path: { groupId: group.id } })).body;
  const path = { pupilId: pupils[0].id };
  const before = (await api("getHomeLogin", { token, path })).body;
  await expectProblem(
    t,
    "alter table audit_events add constraint broken check (false) not valid",
    "alter table audit_events drop constraint broken",
    () => api("setHomeLogin", { token, path, body: { emails: ["ander@home.nl"] } }),
  );
  t.strictSame((await api("getHomeLogin", { token, path })).body, before);
});

t.test("a login whose attempt cannot be counted fails, also with the right password", async (t) => {
  t.equal((await logIn()).status, 201);
  await expectProblem(
    t,
    "alter table throttles rename to away",
    "alter table away rename to throttles",
    logIn,
  );
  t.equal((await logIn()).status, 201, "and succeeds again afterwards");
});

t.test("a link that cannot be used up sets no password", async (t) => {
  const link = await linkOf("Fatima", mother);
  const activate = () => api("activate", { body: { token: link, password } });
  await expectProblem(
    t,
    "alter table activation_links add constraint broken check (used_at is null) not valid",
    "alter table activation_links drop constraint broken",
    activate,
  );
  t.equal((await logIn(mother)).status, 401);
  t.equal((await activate()).status, 201, "and succeeds afterwards");
});

t.test("a password does not expire", async (t) => {
  service.advance(5 * 365 * 86_400);
  t.equal((await logIn()).status, 201);
});
