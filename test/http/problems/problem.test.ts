// What a caller meets when something within fails: nothing half done, and no word of the inside.
import pg from "pg";
import t, { type Test } from "tap";
import { createBrowser } from "../../support/browser.ts";
import { father, makePassword, mother, password, startFamily } from "../../support/family.ts";

const service = await startFamily(t);
const { api, linkOf, logLines, url } = service;
const { token } = await service.addClient("01AA");
const owner = new pg.Client({ connectionString: service.databaseUrl });
await owner.connect();
t.teardown(() => owner.end());
await makePassword(createBrowser(url), await linkOf("Wimpie", father));

const logIn = (email = father) => api("createHomeSession", { body: { email, password } });

/** While `broken` is so, `ask` gets nothing but fixed words, and the log the cause under the same id. */
async function expectRefusal(
  t: Test,
  broken: string,
  mended: string,
  ask: () => ReturnType<typeof api>,
) {
  await owner.query(broken);
  const { status, headers, body, text } = await ask();
  await owner.query(mended);
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

t.test("what cannot be written down in the audit does not happen", async (t) => {
  const [group] = (await api("listGroups", { token })).body.items;
  const { pupils } = (await api("getGroup", { token, path: { groupId: group.id } })).body;
  const path = { pupilId: pupils[0].id };
  const before = (await api("getHomeLogin", { token, path })).body;
  await expectRefusal(
    t,
    "alter table audit_events add constraint broken check (false) not valid",
    "alter table audit_events drop constraint broken",
    () => api("setHomeLogin", { token, path, body: { emails: ["ander@home.nl"] } }),
  );
  t.same((await api("getHomeLogin", { token, path })).body, before);
});

t.test("who cannot be counted does not come in, with the right password either", async (t) => {
  t.equal((await logIn()).status, 201);
  await expectRefusal(
    t,
    "alter table throttles rename to away",
    "alter table away rename to throttles",
    logIn,
  );
  t.equal((await logIn()).status, 201, "and does again");
});

t.test("a link that cannot be used up makes no password", async (t) => {
  const link = await linkOf("Fatima", mother);
  const activate = () => api("activate", { body: { token: link, password } });
  await expectRefusal(
    t,
    "alter table activation_links add constraint broken check (used_at is null) not valid",
    "alter table activation_links drop constraint broken",
    activate,
  );
  t.equal((await logIn(mother)).status, 401);
  t.equal((await activate()).status, 201, "and it still does later");
});

t.test("a password has no end", async (t) => {
  service.advance(5 * 365 * 86_400);
  t.equal((await logIn()).status, 201);
});
