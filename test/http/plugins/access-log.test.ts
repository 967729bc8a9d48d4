// Security events in the log: each has a name and ids, and no address.
import t, { type Test } from "tap";
import { securityEventOfCode, securityEvents } from "../../../src/domain/security-event.ts";
import { createBrowser } from "../../support/browser.ts";
import {
  father,
  logIn,
  makePassword,
  mother,
  password,
  startFamily,
} from "../../support/families/family.ts";

const service = await startFamily(t);
const { api, linkOf, logLines, url } = service;
const { clientId, token } = await service.addClient("01AA");
const { token: stranger } = await service.addClient("02BB");
const seen = new Set<string>(["sys_shutdown"]); // logged when the process ends, see main.ts

/** Returns the log line of the last request of `work`, and checks that only this line has the event. */
async function requireEvent(t: Test, event: string, work: () => Promise<unknown>) {
  const before = logLines.length;
  await work();
  const lines = logLines.slice(before).map((line) => JSON.parse(line));
  const named = lines.filter((line) => line.event !== undefined);
  t.strictSame(
    named.map((line) => line.event),
    [event],
    event,
  );
  seen.add(event);
  return named[0];
}

t.test("the start has its own line", async (t) => {
  const started = logLines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === "started");
  t.match(started, [{ event: "sys_startup", url }]);
  seen.add("sys_startup");
});

t.test("every action and attempt of a family is one named event", async (t) => {
  const link = await linkOf("Wimpie", father);
  const activate = (secret: string) => api("activate", { body: { token: link, password: secret } });
  await requireEvent(t, "authn_password_change_fail", () => activate("12345678"));
  await requireEvent(t, "authn_password_change", () => activate(password));
  await requireEvent(t, "authn_token_reuse", () => activate(password));
  await requireEvent(t, "authz_fail", () =>
    api("lookUpActivation", { body: { token: "no link of ours" } }),
  );

  const logInWith = (secret: string) =>
    api("createHomeSession", { body: { email: father, password: secret } });
  await requireEvent(t, "authn_login_fail", () => logInWith("niet dit"));
  let session = (await logInWith(password)).body;
  await requireEvent(t, "authn_login_success", async () => {
    session = (await logInWith(password)).body;
  });
  const refresh = () => api("refreshHomeSession", { body: { refreshToken: session.refreshToken } });
  await requireEvent(t, "session_renewed", refresh);
  await requireEvent(t, "authn_token_reuse", refresh);
  await requireEvent(t, "session_expired", refresh);

  for (let index = 0; index < 6; index += 1) await logInWith("niet dit");
  await requireEvent(t, "excess_rate_limit_exceeded", () => logInWith(password));
});

t.test("the web pages log the same event names", async (t) => {
  const browser = createBrowser(url);
  const link = await linkOf("Fatima", mother);
  await requireEvent(t, "authn_password_change", () => makePassword(browser, link));
  await requireEvent(t, "authn_login_fail", () => logIn(browser, mother, "niet dit"));
  await requireEvent(t, "authn_login_success", () => logIn(browser, mother));
  await requireEvent(t, "session_expired", () => browser.send("/logout", {}));
});

t.test(
  "a request without an event names the school and the credential, and no pupil",
  async (t) => {
    const lastLine = async (work: () => Promise<unknown>) => {
      await work();
      const { msg, event, reqId, time, level, ms, ...rest } = JSON.parse(logLines.at(-1) ?? "");
      t.strictSame([msg, event], ["request", undefined]);
      return rest;
    };
    t.strictSame(await lastLine(() => api("listGroups", { token })), {
      brin: "01AA",
      clientId,
      method: "GET",
      route: "/v1/groups",
      status: 200,
    });
    const body = { email: mother, password };
    const { accessToken } = (await api("createHomeSession", { body })).body;
    t.match(await lastLine(() => api("getHomeSession", { token: accessToken })), {
      schoolId: /^[\da-f-]{36}$/,
      pupilId: undefined,
      sessionId: undefined,
      status: 200,
    });
    t.strictSame(await lastLine(() => api("getKeys", {})), {
      method: "GET",
      route: "/.well-known/jwks.json",
      status: 200,
    });
  },
);

t.test("events of schools name the credential, and the pupil or group", async (t) => {
  const groupId = (await api("listGroups", { token })).body.items[0].id;
  const pupilId = (await api("getGroup", { token, path: { groupId } })).body.pupils[0].id;
  const path = { pupilId };
  const foreign = await requireEvent(t, "authz_fail", () =>
    api("getHomeLogin", { token: stranger, path }),
  );
  t.match(foreign, { brin: "02BB", pupilId, status: 404, reqId: String });
  const read = await requireEvent(t, "sensitive_read", () =>
    api("getPersonalData", { token, path }),
  );
  t.match(read, { brin: "01AA", clientId, pupilId });
  await requireEvent(t, "sensitive_delete", () => api("erasePersonalData", { token, path }));
  await requireEvent(t, "authz_fail", () => api("listGroups", { token: "forged" }));
  await requireEvent(t, "input_validation_fail", () =>
    api("setHomeLogin", { token, path, body: { emails: [] } }),
  );

  const requestToken = (id: string, secret: string) =>
    api("createToken", {
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: id,
        client_secret: secret,
      }),
    });
  const client = await service.clients.add({ brin: "01AA", role: "coordinator" });
  await requireEvent(t, "authn_login_fail", () => requestToken(client.clientId, "wrong"));
  await requireEvent(t, "authn_token_created", () =>
    requestToken(client.clientId, client.clientSecret),
  );
});

t.test("every event name occurs, and no line contains personal data", async (t) => {
  t.strictSame([...seen].sort(), [...securityEvents].sort());
  for (const event of Object.values(securityEventOfCode)) t.ok(event === null || seen.has(event));
  t.notMatch(logLines.join("\n"), /home\.nl|Wimpie|Fatima|fietsbel|niet dit/);
});
