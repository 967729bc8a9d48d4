import t, { type Test } from "tap";
import { openLinksMax } from "../../../src/domain/activation.ts";
import { nilUuid } from "../../../src/domain/nil-uuid.ts";
import type { RetentionService } from "../../../src/services/background/retention.ts";
import { execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { untilIdle } from "../../integration/until.ts";
import { writeMails } from "../../support/bulk.ts";
import { pupil, rosterOf } from "../../support/families/roster-pupil.ts";
import { startServices } from "../../support/services.ts";

const hour = 3_600;
const day = 24 * hour;
const start = new Date("2026-09-01T08:30:00Z");
const origin = { requestId: "a request", network: "203.0.113.7" };
const password = "vrolijke fietsbel";
const wimpie = pupil("1");
const fatima = pupil("2", { firstName: "Fatima" });

/** A school with two pupils. Wimpie shares an address with his sister. */
async function startSchool(t: Test) {
  const service = await startServices(t);
  const coordinator = await service.addSchool("01AA");
  await service.rosters.put(coordinator, rosterOf(wimpie, fatima));
  const [group] = (await service.groups.list(coordinator, { limit: 1, afterKey: undefined })).items;
  const { pupils } = await service.groups.get(coordinator, group?.id ?? "");
  const [fatimaId = "", wimpieId = ""] = pupils.map(({ id }) => id);
  await service.homeLogins.set(coordinator, wimpieId, ["ouder@home.nl", "opa@home.nl"]);
  await service.homeLogins.set(coordinator, fatimaId, ["ouder@home.nl"]);
  await service.dispatchAll();
  const retention = service.createRetention();

  const count = async (from: string): Promise<number> => {
    const statement = { name: `count ${from}`, text: `select count(*)::int as rows from ${from}` };
    const [row] = await service.db.asService((tx) =>
      execute(tx, listRows<{ rows: number }>(statement, [])),
    );
    return row?.rows ?? Number.NaN;
  };
  const tokensTo = (address: string) =>
    service.smtp
      .messagesTo(address)
      .flatMap(({ text }) => [...`${text}`.matchAll(/activate#(\S+)/g)].map(([, token]) => token))
      .filter((token): token is string => token !== undefined);
  return { ...service, coordinator, wimpieId, fatimaId, retention, count, tokensTo };
}

/** Runs the job until it has nothing left to delete. */
async function finish(retention: RetentionService): Promise<number> {
  let steps = 0;
  await untilIdle(async () => {
    steps += 1;
    return (await retention.step()) === "unfinished";
  });
  return steps;
}

t.test(
  "a pupil who left is erased after the retention period of the school, and no other",
  async (t) => {
    const service = await startSchool(t);
    await service.rosters.put(service.coordinator, rosterOf(fatima));
    service.advance(30 * day - 1);
    t.equal(await service.retention.step(), "finished");
    t.equal(await service.count("pupils"), 2, "not earlier");
    service.advance(hour);
    t.equal(await service.retention.step(), "finished");

    t.equal(await service.count("pupils"), 1);
    t.equal(await service.count("home_addresses"), 1);
    t.equal(await service.count("mailboxes where email_key = 'opa@home.nl'"), 0);
    t.equal(await service.count("mails where email_key = 'opa@home.nl'"), 0);
    t.equal(await service.count("audit_events where action = 'pupil-erased'"), 1);
    t.equal((await service.homeLogins.get(service.coordinator, service.fatimaId)).enabled, true);

    await service.rosters.put(service.coordinator, rosterOf(wimpie, fatima));
    const { wimpieId, coordinator } = service;
    await t.rejects(service.homeLogins.get(coordinator, wimpieId), { code: "not-found" });
  },
);

t.test("a pupil that returns within the retention period keeps its id", async (t) => {
  const service = await startSchool(t);
  await service.rosters.put(service.coordinator, rosterOf(fatima));
  service.advance(29 * day);
  await service.rosters.put(service.coordinator, rosterOf(wimpie, fatima));
  service.advance(2 * day);
  await service.retention.step();
  const { enabled } = await service.homeLogins.get(service.coordinator, service.wimpieId);
  t.equal(enabled, false, "it needs a new invitation");
});

t.test("two concurrent replicas erase each pupil once, in batches", async (t) => {
  const service = await startSchool(t);
  await writeMails(service.db, { name: "left", count: 900, firstRank: 1 }, start);
  await service.db.asService((tx) =>
    execute(tx, listRows({ name: "leave", text: "update pupils set left_at = $1" }, [start])),
  );
  service.advance(31 * day);
  const replicas = [service.createRetention(), service.createRetention()];
  t.strictSame(await Promise.all(replicas.map((replica) => replica.step())), [
    "unfinished",
    "unfinished",
  ]);
  await Promise.all(replicas.map(finish));
  t.equal(await service.count("pupils"), 0);
  t.equal(await service.count("mailboxes"), 0);
  t.equal(await service.count("audit_events where action = 'pupil-erased'"), 902);
});

t.test("the job pauses for an hour after it finishes", async (t) => {
  const { retention, advance } = await startSchool(t);
  t.equal(await retention.step(), "finished");
  t.equal(await retention.step(), "resting");
  advance(hour - 1);
  t.equal(await retention.step(), "resting");
  advance(1);
  t.equal(await retention.step(), "finished");
});

t.test("expired sessions are deleted, and the others stay", async (t) => {
  const service = await startSchool(t);
  const [token = ""] = service.tokensTo("opa@home.nl");
  await service.activations.activate(token, password, origin);
  const logIn = () => service.sessions.create("opa@home.nl", password, origin.network);
  const ended = await logIn();
  const principal = {
    schoolId: ended.schoolId,
    sessionId: ended.subject.sessionId,
  };
  await service.sessions.end(principal);
  await logIn();
  await service.retention.step();
  t.equal(await service.count("home_sessions"), 1);
  await t.rejects(service.sessions.refresh(ended.refreshToken), { code: "unauthorized" });
  service.advance(day);
  await service.retention.step();
  t.equal(await service.count("home_sessions"), 0);
});

t.test("audit events are deleted after two years, and younger ones stay", async (t) => {
  const service = await startServices(t);
  // Long before today, because the database rejects deletion of younger audit events.
  service.advance(-10 * 365 * day);
  const coordinator = await service.addSchool("01AA");
  const neighbour = await service.addSchool("02BB");
  const retention = service.createRetention();
  await service.rosters.put(coordinator, rosterOf(wimpie));
  await service.rosters.put(neighbour, rosterOf(wimpie));
  service.advance(730 * day - hour);
  await service.rosters.put(coordinator, rosterOf(wimpie, fatima));
  await finish(retention);
  const actions = async (principal: typeof coordinator) => {
    const page = { limit: 100, afterKey: undefined };
    const { items } = await service.auditEvents.list(principal, undefined, page);
    return items.map(({ action }) => action);
  };
  t.strictSame(await actions(coordinator), ["roster-put", "roster-put"]);
  t.strictSame(await actions(neighbour), ["roster-put"]);
  service.advance(hour + 1);
  await finish(retention);
  t.strictSame(await actions(coordinator), ["roster-put"]);
  t.strictSame(await actions(neighbour), []);
});

t.test("no statement deletes audit events of the last thirty days", async (t) => {
  const service = await startSchool(t);
  service.advance((Date.now() - start.getTime()) / 1_000);
  await service.rosters.put(service.coordinator, rosterOf(fatima));
  const statement = {
    name: "remove_all",
    text: `select remove_past_audit_events(now() + interval '1 year', 100, $1)`,
  };
  await service.db.asService((tx) => execute(tx, listRows(statement, [nilUuid])));
  const written = new Date(Date.now() - hour * 1_000).toISOString();
  t.ok((await service.count(`audit_events where occurred_at > '${written}'`)) > 0);
  t.equal(await service.count(`audit_events where occurred_at < now() - interval '30 days'`), 0);
});

t.test(
  "the state of a closed link and the newest mail of an address are kept longest",
  async (t) => {
    const service = await startSchool(t);
    const { coordinator, wimpieId, activations, homeLogins } = service;
    const [replaced = ""] = service.tokensTo("opa@home.nl");
    for (let newer = 0; newer < openLinksMax; newer += 1) {
      service.advance(hour);
      await homeLogins.sendMails(coordinator, wimpieId, "opa@home.nl");
      await service.dispatchAll();
    }
    const newest = service.tokensTo("opa@home.nl").at(-1) ?? "";

    service.advance(89 * day);
    await service.retention.step();
    await t.rejects(activations.lookUp(replaced, origin), { code: "link-replaced" });
    service.advance(30 * day);
    await finish(service.retention);
    await t.rejects(activations.lookUp(replaced, origin), { code: "link-unknown" });
    await t.rejects(activations.lookUp(newest, origin), { code: "link-expired" });

    const { addresses } = await homeLogins.get(coordinator, wimpieId);
    t.match(addresses, [
      { email: "ouder@home.nl", status: "expired", mail: { status: "sent" } },
      { email: "opa@home.nl", status: "expired", mail: { status: "sent" } },
    ]);
    t.equal(
      await service.count("mails where email_key = 'opa@home.nl'"),
      1,
      "the older one is deleted",
    );
    t.equal(await service.count("mail_attempts"), 2, "the attempts of the newest mail");
  },
);

t.test(
  "old mails that determine no address are deleted, at any position among thousands",
  async (t) => {
    const service = await startSchool(t);
    await writeMails(service.db, { name: "old", count: 1_500, firstRank: 1 }, start);
    await writeMails(service.db, { name: "kept", count: 1_500, firstRank: 1 }, start);
    const isOld = "email_key like 'old%'";
    await service.db.asService(async (tx) => {
      const run = (name: string, text: string) => execute(tx, listRows({ name, text }, []));
      await run("settle", "update mails set settled_at = created_at, outcome = 'sent'");
      await run(
        "forget",
        `delete from mail_items where mail_id in (select id from mails where ${isOld})`,
      );
    });
    service.advance(91 * day);
    await finish(service.retention);
    t.equal(await service.count(`mails where ${isOld}`), 0);
    t.equal(await service.count("mails where email_key like 'kept%'"), 1_500);
  },
);

t.test("a pending mail is kept at any age", async (t) => {
  const service = await startSchool(t);
  await writeMails(service.db, { name: "waits", count: 1, firstRank: 1 }, start);
  service.advance(400 * day);
  await finish(service.retention);
  t.equal(await service.count("mails where email_key = 'waits1@home.nl'"), 1);
});

t.test("throttle rows and link requests are deleted when they expire", async (t) => {
  const service = await startSchool(t);
  await t.rejects(service.sessions.create("a@home.nl", "wrong", origin.network), {
    code: "wrong-email-or-password",
  });
  await service.linkRequests.request("a@home.nl", origin.network);
  await service.retention.step();
  t.ok((await service.count("throttles")) > 0);
  t.equal(await service.count("link_requests"), 1);
  service.advance(day);
  await service.retention.step();
  t.equal(await service.count("throttles"), 0, "within a day, also for an unknown address");
  service.advance(day);
  await service.retention.step();
  t.equal(await service.count("link_requests"), 0);
});
