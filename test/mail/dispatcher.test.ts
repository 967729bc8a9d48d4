import pg from "pg";
import t, { type Test } from "tap";
import { startPoller } from "../../src/mail/poller.ts";
import type { SmtpTimeouts } from "../../src/mail/transport.ts";
import { type Database, execute } from "../../src/store/database.ts";
import { claimMails } from "../../src/store/mail/mail-deliveries.ts";
import { listRows } from "../../src/store/statement.ts";
import { untilIdle } from "../integration/until.ts";
import { writeMails } from "../support/bulk.ts";
import { pupil, rosterOf } from "../support/families/roster-pupil.ts";
import { connectionsMax, startServices } from "../support/services.ts";
import type { ReceivedMail } from "../support/smtp-server.ts";

const day = 86_400;
const start = new Date("2026-09-01T08:30:00Z");

/** Invites a pupil of a new school on one address. */
async function invited(t: Test, email: string, timeouts: Partial<SmtpTimeouts> = {}) {
  const service = await startServices(t, timeouts);
  const coordinator = await service.addSchool("01AA");
  await service.rosters.put(coordinator, rosterOf(pupil("1")));
  const [listed] = (await service.groups.list(coordinator, { limit: 1, afterKey: undefined }))
    .items;
  const [invitedPupil] = (await service.groups.get(coordinator, listed?.id ?? "")).pupils;
  if (!invitedPupil) throw new Error("The roster was not stored.");
  await service.homeLogins.set(coordinator, invitedPupil.id, [email]);
  const status = async () => {
    const { addresses } = await service.homeLogins.get(coordinator, invitedPupil.id);
    return { address: addresses[0]?.status, mail: addresses[0]?.mail?.status };
  };
  const reason = async () =>
    (await service.homeLogins.get(coordinator, invitedPupil.id)).addresses[0]?.mail?.reason;
  return { ...service, status, reason };
}

t.test(
  "a mail that a dispatcher claimed and never settled is sent once by another after the lease",
  async (t) => {
    const service = await invited(t, "ouder@home.nl");
    const lease = new Date(start.getTime() + 60_000);
    const taken = await service.db.asService((tx) => execute(tx, claimMails(start, [lease], 10)));
    t.equal(taken.length, 1);

    await service.dispatchAll();
    t.equal(service.smtp.messages.length, 0, "leased");
    service.advance(61);
    await service.dispatchAll();
    await service.dispatchAll();
    t.equal(service.smtp.messages.length, 1);
    t.equal(service.smtp.messages[0]?.messageId, `<${taken[0]?.id}@thuisinlog.example>`);
    t.strictSame(await service.status(), { address: "invited", mail: "sent" });
  },
);

t.test(
  "while the mail server is down mail is delayed, and arrives with its date and a valid link",
  async (t) => {
    const service = await invited(t, "ouder@home.nl");
    service.smtp.behave("drop-before-final-answer");
    await service.dispatchAll();
    t.strictSame(await service.status(), { address: "invited", mail: "delayed" });

    service.smtp.behave("normal");
    await service.dispatchAll();
    t.strictSame(
      await service.status(),
      { address: "invited", mail: "delayed" },
      "not before the retry is due",
    );
    service.advance(2 * 60);
    await service.dispatchAll();
    t.strictSame(await service.status(), { address: "invited", mail: "sent" });
    const arrived = service.smtp.messages.at(-1);
    t.strictSame(arrived?.date, new Date("2026-09-01T08:30:00Z"));
    const [, token = ""] = /activate#(\S+)/.exec(`${arrived?.text}`) ?? [];
    t.match(
      await service.activations.lookUp(token, { requestId: "a request", network: "203.0.113.7" }),
      { email: "ouder@home.nl" },
    );
  },
);

t.test("repeated link requests while mail is delayed result in one mail with a link", async (t) => {
  const service = await invited(t, "ouder@home.nl");
  for (let asked = 0; asked < 3; asked += 1) {
    await service.linkRequests.request("ouder@home.nl", "203.0.113.7");
    await untilIdle(service.linkRequests.answerNext);
    service.advance(3_600);
  }
  await service.dispatchAll();
  const [mail, ...others] = service.smtp.messages.filter((one) =>
    /nieuwe link/.test(one.subject ?? ""),
  );
  t.strictSame(others, []);
  t.equal(service.smtp.messages.length, 2, "the invitation and one mail with links");
  const [, token = ""] = /activate#(\S+)/.exec(`${mail?.text}`) ?? [];
  t.match(
    await service.activations.lookUp(token, { requestId: "a request", network: "203.0.113.7" }),
    { email: "ouder@home.nl" },
  );
});

t.test("an address that the mail server rejects bounces, and is not tried again", async (t) => {
  const service = await invited(t, "ouder@home.nl");
  service.smtp.behave("reject-recipient-550");
  await service.dispatchAll();
  t.strictSame(await service.status(), { address: "bounced", mail: "bounced" });
  t.equal(await service.reason(), "address-unknown");
  const bounces = await service.db.asService((tx) =>
    execute(
      tx,
      listRows(
        {
          name: "list_bounces",
          text: "select actor_kind, details from audit_events where action = 'address-bounced'",
        },
        [],
      ),
    ),
  );
  t.strictSame(bounces, [{ actor_kind: "service", details: { reason: "address-unknown" } }]);
  service.smtp.behave("normal");
  service.advance(day);
  await service.dispatchAll();
  t.equal(service.smtp.messages.length, 0);
});

t.test("a reply that rejects this service bounces no address", async (t) => {
  const service = await invited(t, "ouder@home.nl");
  service.smtp.behave("reject-sender-550");
  await service.dispatchAll();
  t.strictSame(await service.status(), { address: "invited", mail: "delayed" });
  t.equal(await service.reason(), "not-taken");
});

t.test("a mail that cannot be delivered fails after three days", async (t) => {
  const service = await invited(t, "ouder@home.nl");
  service.smtp.behave("reject-recipient-451");
  await service.dispatchAll();
  service.advance(3 * day);
  await service.dispatchAll();
  t.strictSame(await service.status(), { address: "bounced", mail: "failed" });
  t.equal(await service.reason(), "not-taken");
});

t.test("a relay that rejects this service for three days bounces no address", async (t) => {
  const service = await invited(t, "ouder@home.nl");
  for (const text of [
    "5.7.1 <RECIPIENT>: Recipient address rejected: Access denied",
    "5.3.4 message too big",
    "transaction failed",
  ]) {
    service.smtp.behave({ at: "recipient", code: 554, text });
    await service.dispatchAll();
    t.strictSame(await service.status(), { address: "invited", mail: "delayed" }, text);
    service.advance(2 * 3_600);
  }
  service.advance(3 * day);
  await service.dispatchAll();
  t.strictSame(await service.status(), { address: "invited", mail: "failed" });
  t.equal(await service.reason(), "not-taken");
});

t.test(
  "after a relay accepts this service again all mail arrives, and no address has bounced",
  async (t) => {
    const { db, smtp, dispatchAll, advance } = await startServices(t);
    await writeMails(db, { name: "parent", count: 200, firstRank: 1 }, start);
    smtp.behave({ at: "recipient", code: 554, text: "5.7.1 <RECIPIENT>: Access denied" });
    for (let minute = 0; minute < 30; minute += 1) {
      await dispatchAll();
      advance(60);
    }
    const tries = smtp.recipients.length;
    t.ok(tries < 40, `${tries} attempts in half an hour`);
    smtp.behave("normal");
    for (let minute = 0; minute < 60; minute += 1) {
      await dispatchAll();
      advance(60);
    }
    t.equal(new Set(recipientsOf(smtp)).size, 200);
    t.equal(smtp.messages.length, 200);
  },
);

t.test("a relay with a rate limit gets mails at that rate and in order", async (t) => {
  const { db, smtp, dispatchAll, advance } = await startServices(t);
  await writeMails(db, { name: "parent", count: 200, firstRank: 1 }, start);
  let [acceptedBefore, seconds] = [0, 0];
  smtp.behave(() =>
    smtp.messages.length - acceptedBefore < 20
      ? "normal"
      : { at: "recipient", code: 450, text: "4.7.1 rate exceeded" },
  );
  while (smtp.messages.length < 200 && seconds < 1_800) {
    await dispatchAll();
    advance(1);
    seconds += 1;
    if (seconds % 60 === 0) acceptedBefore = smtp.messages.length;
  }
  const minutes = seconds / 60;
  t.equal(smtp.messages.length, 200);
  t.ok(minutes <= 14, `${minutes} minutes; the minimum is ten`);
  const tries = smtp.recipients.length;
  t.ok(tries < 300, `${tries} attempts for 200 mails`);
  t.comment(JSON.stringify({ minutes, tries }));
});

t.test("a relay that allows two connections a client gets all mail over two", async (t) => {
  const { db, smtp, dispatchAll, advance } = await startServices(t);
  await writeMails(db, { name: "parent", count: 200, firstRank: 1 }, start);
  smtp.limitConnections(2);
  for (let second = 0; second < 30; second += 1) {
    await dispatchAll();
    advance(1);
  }
  t.equal(smtp.messages.length, 200);
  t.strictSame(
    await attemptsOf(db),
    [{ outcome: "sent", count: 200 }],
    "no rejection counts as an attempt of a mail",
  );
  t.comment(JSON.stringify({ connections: smtp.connectionCount }));
  t.ok(smtp.connectionCount < 30, `${smtp.connectionCount} connections`);
});

t.test(
  "while a mail server is unreachable no mail is deferred, and afterwards all are sent",
  async (t) => {
    const { db, smtp, dispatchAll, advance } = await startServices(t);
    await writeMails(db, { name: "parent", count: 20, firstRank: 1 }, start);
    smtp.behave("421-on-connect");
    for (let hour = 0; hour < 4 * 24; hour += 1) {
      await dispatchAll();
      advance(3_600);
    }
    t.strictSame(await attemptsOf(db), []);
    smtp.behave("normal");
    await dispatchAll();
    t.equal(smtp.messages.length, 20);
  },
);

t.test("a mail whose delivery cannot be recorded is sent once by a running process", async (t) => {
  const service = await invited(t, "ouder@home.nl");
  const ask = (text: string) =>
    service.db.asService((tx) => execute(tx, listRows({ name: "", text }, [])));
  const owner = new pg.Client({ connectionString: service.url });
  await owner.connect();
  t.teardown(() => owner.end());
  await owner.query("alter table mail_attempts add constraint full_disk check (false) not valid");
  for (let minute = 0; minute < 30; minute += 1) {
    await service.dispatcher.dispatch().catch(() => {});
    service.advance(10);
    await service.dispatcher.dispatch().catch(() => {});
    service.advance(50);
  }
  t.equal(service.smtp.messages.length, 1);
  await owner.query("alter table mail_attempts drop constraint full_disk");
  await service.dispatchAll();
  t.strictSame(await ask("select outcome from mails"), [{ outcome: "sent" }]);
  t.equal(service.smtp.messages.length, 1);
});

t.test("a mail that was claimed ten times without an outcome is given up", async (t) => {
  const service = await invited(t, "ouder@home.nl");
  const ask = (text: string) =>
    service.db.asService((tx) => execute(tx, listRows({ name: "", text }, [])));
  await ask("update mails set unanswered_claims = 9");
  const [mail] = await service.db.asService((tx) => execute(tx, claimMails(start, [start], 1)));
  t.equal(mail?.unansweredClaims, 10);
  await service.dispatchAll();
  t.strictSame(await service.status(), { address: "invited", mail: "failed" });
  t.equal(service.smtp.messages.length, 0);
});

t.test("deferred mails are retried with growing delays, each at its own time", async (t) => {
  const { db, smtp, dispatchAll, advance } = await startServices(t);
  await writeMails(db, { name: "parent", count: 5, firstRank: 0 }, start);
  smtp.behave("reject-recipient-451");
  let passed = 0;
  const nextTries = async () => {
    const waiting = await db.asService((tx) =>
      execute(
        tx,
        listRows<{ moment: Date }>(
          {
            name: "list_next_tries",
            text: "select available_at as moment from mails where settled_at is null",
          },
          [],
        ),
      ),
    );
    return waiting.map(({ moment }) => (moment.getTime() - start.getTime()) / 1000 - passed);
  };
  const hours = 3_600;
  const expected = [1, 2, 4, 8, 16, 32, 64, 128].map((minutes) => minutes * 60);
  for (const seconds of [...expected, 4 * hours, 4 * hours, 4 * hours]) {
    await dispatchAll();
    const waits = await nextTries();
    t.equal(waits.length, 5, "none is given up");
    t.ok(Math.min(...waits) >= 0.8 * seconds && Math.max(...waits) <= 1.2 * seconds, `${waits}`);
    t.equal(new Set(waits).size, 5);
    const step = Math.ceil(Math.max(...waits));
    advance(step);
    passed += step;
  }
});

t.test(
  "a single mail is sent in the next pass while thousands of bulk mails are pending",
  async (t) => {
    const { db, smtp, dispatcher } = await startServices(t);
    await writeMails(db, { name: "bulk", count: 5_000, firstRank: 1 }, start);
    await writeMails(db, { name: "single", count: 1, firstRank: 0 }, start);
    await dispatcher.dispatch();
    t.strictSame(
      recipientsOf(smtp).toSorted(),
      ["single1@home.nl", ...[1, 2, 3].map((number) => `bulk${number}@home.nl`)].toSorted(),
    );
  },
);

t.test("the bulk mails of two schools take turns", async (t) => {
  const { db, smtp, dispatcher } = await startServices(t);
  await writeMails(db, { name: "first", count: 50, firstRank: 1 }, start);
  await writeMails(db, { name: "second", count: 50, firstRank: 1 }, start);
  for (const turns of [
    [1, 2],
    [3, 4],
    [5, 6],
  ]) {
    smtp.clear();
    await dispatcher.dispatch();
    t.strictSame(
      recipientsOf(smtp).toSorted(),
      ["first", "second"].flatMap((name) => turns.map((turn) => `${name}${turn}@home.nl`)),
    );
  }
});

t.test("a delivery that hangs delays no later mail", async (t) => {
  const service = await invited(t, "hangt@home.nl");
  service.smtp.behave((to) => (to.startsWith("hangt") ? "hang" : "normal"));
  const hung = service.dispatcher.dispatch();
  await service.smtp.untilRecipients(1);
  for (const name of ["first", "second", "third"]) {
    await writeMails(service.db, { name, count: 1, firstRank: 0 }, start);
    t.equal(await service.dispatcher.dispatch(), true);
    t.equal(service.smtp.messagesTo(`${name}1@home.nl`).length, 1);
  }
  t.strictSame(await service.status(), { address: "invited", mail: "waiting" }, "it still hangs");
  service.smtp.dropConnections();
  await hung;
  t.strictSame(await service.status(), { address: "invited", mail: "delayed" });
});

t.test(
  "with a mail server that hangs no more mail is claimed than there is room for",
  async (t) => {
    const { db, smtp, dispatcher } = await startServices(t);
    await writeMails(db, { name: "bulk", count: 50, firstRank: 1 }, start);
    smtp.behave("hang");
    const pass = dispatcher.dispatch();
    await smtp.untilRecipients(connectionsMax);
    t.equal(await dispatcher.dispatch(), false);
    smtp.dropConnections();
    t.equal(await pass, true);
    t.equal(smtp.recipients.length, connectionsMax);
  },
);

t.test("a poller stops after the deliveries in flight", async (t) => {
  const service = await invited(t, "ouder@home.nl");
  service.smtp.behave("normal");
  const poller = startPoller({
    dispatcher: service.dispatcher,
    idleMs: 20,
    onError: (error) => t.fail(`${error}`),
    onSuccess: () => {},
  });
  await service.smtp.untilRecipients(1);
  await poller.stop();
  t.strictSame(await service.status(), { address: "invited", mail: "sent" });
});

t.test("a poller that stops releases claimed mail that is not in delivery", async (t) => {
  const { db, smtp, dispatcher } = await startServices(
    t,
    { socketMs: 2_000 },
    { least: 5, most: 5 },
  );
  await writeMails(db, { name: "bulk", count: 50, firstRank: 1 }, start);
  smtp.behave("hang");
  const pass = dispatcher.dispatch();
  await smtp.untilRecipients(connectionsMax);
  dispatcher.stop();
  await pass;
  const waiting = await db.asService((tx) =>
    execute(
      tx,
      listRows(
        {
          name: "",
          text: "select count(*)::int as due from mails where settled_at is null and available_at <= $1",
        },
        [start],
      ),
    ),
  );
  t.strictSame(waiting, [{ due: 50 - 2 * connectionsMax }]);
});

function recipientsOf(smtp: { readonly messages: readonly ReceivedMail[] }): string[] {
  return smtp.messages.flatMap(({ envelope }) => envelope.to);
}

async function attemptsOf(db: Database) {
  const text = "select outcome, count(*)::int as count from mail_attempts group by 1";
  return await db.asService((tx) => execute(tx, listRows({ name: "", text }, [])));
}
