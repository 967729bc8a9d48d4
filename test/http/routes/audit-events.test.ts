import pg from "pg";
import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { createRemoteKeys } from "../../../src/security/remote-keys.ts";
import { createTokenIssuerService } from "../../../src/services/operator/token-issuers.ts";
import { createAudit } from "../../../src/services/shared/audit.ts";
import type { Call } from "../../support/api.ts";
import { startTestService } from "../../support/service.ts";

const roster = {
  groups: [{ externalId: "4A", name: "4A" }],
  teachers: [{ externalId: "LK4", firstName: "Lia", groups: ["4A"] }],
  pupils: [
    { externalId: "1", firstName: "Fatima", group: "4A" },
    { externalId: "2", firstName: "Wimpie", group: "4A" },
  ],
};

t.test("the audit log", async (t) => {
  const service = await startTestService(t);
  const { api, clock, infrastructure, smtp } = service;
  const { token, clientId } = await service.addClient("01AA");
  service.advance(1);
  const teacher = await service.addClient("01AA", "teacher", "LK4");
  service.advance(1);

  /** One second apart, because events are sorted by time. */
  const call = async (operationId: string, { token: by = token, ...rest }: Call = {}) => {
    const answer = await api(operationId, { token: by, ...rest });
    service.advance(1);
    return answer;
  };
  const list = async (query: Readonly<Record<string, string>> = {}) =>
    (await api("listAuditEvents", { token, query })).body.items;
  const newest = async () => (await list({ limit: "1" }))[0];

  await call("putRoster", { body: roster });
  const [group] = (await api("listGroups", { token })).body.items;
  const { pupils } = (await api("getGroup", { token, path: { groupId: group.id } })).body;
  const [fatima, wimpie] = pupils.map(({ id }: { id: string }) => id);
  const path = { pupilId: wimpie };

  await t.test("an event has its time, actor, subject, action and network", async (t) => {
    const body = { emails: ["Ouder@home.nl", "opa@home.nl"] };
    const occurredAt = clock.now().toISOString();
    const { headers } = await call("setHomeLogin", { path, body, token: teacher.token });
    const { id, ...event } = await newest();
    t.match(id, /^[\da-f-]{36}$/);
    t.strictSame(event, {
      occurredAt,
      actor: { kind: "client", id: teacher.clientId, person: "LK4" },
      action: "home-login-set",
      pupilId: wimpie,
      emails: ["Ouder@home.nl", "opa@home.nl"],
      details: { added: 2, removed: 0 },
      requestId: headers.get("x-request-id"),
      network: "127.0.0.1",
    });
  });

  await t.test("every change is an event, newest first, and no read is one", async (t) => {
    smtp.behave((to) => (to === "opa@home.nl" ? "reject-recipient-550" : "normal"));
    await service.dispatchAll();
    service.advance(1);
    const [, link] = /activate#(\S+)/.exec(`${smtp.messages[0]?.text}`) ?? [];
    await call("activate", { body: { token: link, password: "vrolijke fietsbel" } });
    service.advance(600);
    await call("sendActivationMails", { path, body: {} });
    await call("removeHomeLogin", { path });
    await call("removeHomeLogin", { path });
    await call("updateSchool", { body: { locale: "en" } });
    for (const look of ["getSchool", "getHomeLogin", "listAuditEvents"]) await call(look, { path });

    const issuers = createTokenIssuerService({
      ...infrastructure,
      clock,
      random: systemRandom,
      remoteKeys: createRemoteKeys({ clock }),
      audit: createAudit({ clock, random: systemRandom }),
    });
    const issuer = { iss: "https://portal.example", jwksUri: "https://portal.example/jwks" };
    for (const step of [
      () => issuers.add({ ...issuer, brins: ["01AA"] }),
      () => issuers.add({ ...issuer, brins: ["01AA"] }),
      () => issuers.remove(issuer.iss),
      () => service.clients.revoke(teacher.clientId),
    ]) {
      await step();
      service.advance(1);
    }
    const events = await list();
    const actual = events.map(
      ({ action, actor }: { action: string; actor: { kind: string } }) => `${action} ${actor.kind}`,
    );
    t.strictSame(actual.slice(0, -4), [
      "client-revoked operator",
      "issuer-removed operator",
      "issuer-added operator",
      "school-updated client",
      "home-login-removed client",
      "activation-mails-sent client",
      "password-made family",
      "address-bounced service",
      "home-login-set client",
      "roster-put client",
    ]);
    const clientsAndTokens = ["client-added operator", "token-issued client"];
    t.strictSame(
      actual.slice(-4).sort(),
      clientsAndTokens.flatMap((one) => [one, one]),
    );
  });

  await t.test("when an address is removed it is erased from its events", async (t) => {
    for (const { emails } of await list()) t.strictSame(emails, []);
  });

  await t.test("events can be filtered by pupil and paged", async (t) => {
    await call("setHomeLogin", { path: { pupilId: fatima }, body: { emails: ["ma@home.nl"] } });
    t.strictSame(
      (await list({ pupilId: fatima })).map(({ action }: { action: string }) => action),
      ["home-login-set"],
    );
    const all = (await list()).map(({ id }: { id: string }) => id);
    const seen: string[] = [];
    for (let next: string | null = ""; next !== null; ) {
      const query = { limit: "4", ...(next !== "" && { cursor: next }) };
      const { body } = await api("listAuditEvents", { token, query });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      next = body.next;
    }
    t.strictSame(seen, all);
  });

  await t.test("another school sees no event", async (t) => {
    const stranger = (await service.addClient("02BB")).token;
    const query = { pupilId: wimpie };
    t.strictSame((await api("listAuditEvents", { token: stranger, query })).body.items, []);
    const events = (await api("listAuditEvents", { token: stranger })).body.items;
    t.notOk(events.some(({ actor }: { actor: { id: string } }) => actor.id === clientId));
  });

  await t.test("the service itself can neither change nor delete an event", async (t) => {
    const client = new pg.Client({ connectionString: service.databaseUrl });
    await client.connect();
    t.teardown(() => client.end());
    await client.query("set role thuisinlog_service");
    await client.query("set thuisinlog.service = 'on'");
    for (const table of ["audit_events", "audit_addresses"]) {
      const denied = { code: "42501" };
      await t.rejects(client.query(`update ${table} set school_id = school_id`), denied);
      await t.rejects(client.query(`delete from ${table}`), denied);
      await t.rejects(client.query(`truncate ${table}`), denied);
    }
  });
});
