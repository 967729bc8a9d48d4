import pg from "pg";
import t from "tap";
import type { SchoolPrincipal } from "../../../src/domain/principal.ts";
import type { ResendItem, ResendRequest } from "../../../src/services/school/activation-mails.ts";
import { execute } from "../../../src/store/database.ts";
import { lockMailbox } from "../../../src/store/family/mailboxes.ts";
import { listRows } from "../../../src/store/statement.ts";
import { pupil, rosterOf } from "../../support/families/roster-pupil.ts";
import { daySeconds, origin } from "../../support/families/two-children.ts";
import { doneOrWaiting } from "../../support/locks.ts";
import { startServices } from "../../support/services.ts";

const coolDownSeconds = 300;
const all = { statuses: ["invited", "expired", "bounced"] } as const;
/** Pupils, with their address and their group; the name is the state of the address. */
const states = ["activated", "bounced", "declined", "expired", "invited", "spam"] as const;
const emailOf = (name: string) => `${name}@home.nl`;

const service = await startServices(t);
const { db, smtp, rosters, groups, homeLogins, activationMails, advance, dispatchAll } = service;
const coordinator = await service.addSchool("01AA");
const roster = {
  groups: ["4A", "5A"].map((name) => ({ externalId: name, name, yearGroup: null })),
  teachers: ["4A", "5A"].map((name) => ({
    externalId: `LK${name}`,
    firstName: "Lia",
    infix: null,
    lastName: "Berk",
    roles: [],
    groups: [name],
  })),
  pupils: [
    ...states.map((name) => pupil(name, { firstName: name, lastName: null })),
    ...["Zoë", "Zus"].map((name) => pupil(name, { firstName: name, group: "5A" })),
    pupil("none", { firstName: "none", group: "5A" }),
  ],
};
await rosters.put(coordinator, roster);
const pupilIds = new Map<string, string>();
const groupIds = new Map<string, string>();
for (const group of (await groups.list(coordinator, { limit: 9, afterKey: undefined })).items) {
  groupIds.set(group.name, group.id);
  const { pupils } = await groups.get(coordinator, group.id);
  for (const { firstName, id } of pupils) pupilIds.set(`${firstName}`, id);
}
const idOf = (name: string) => pupilIds.get(name) ?? "";
const groupId = groupIds.get("4A") ?? "";
const set = (name: string, ...emails: string[]) => homeLogins.set(coordinator, idOf(name), emails);
const ask = (text: string, ...values: unknown[]) =>
  db.asService((tx) => execute(tx, listRows<Record<string, string>>({ name: "", text }, values)));
const [school] = await ask("select id from schools");
const teacher = (subject: string): SchoolPrincipal => ({
  ...coordinator,
  role: "teacher",
  subject,
});

async function send(request: ResendRequest = all, by = coordinator, dryRun = false) {
  return (await activationMails.send(by, request, { dryRun })).map(inShort);
}
const inShort = ({ email, status, reason }: ResendItem) =>
  `${email} ${status}: ${reason ?? "queued"}`;

/** Rows that a mail affects, with the transaction that last wrote each. */
async function stateOfDatabase() {
  const tables = [
    "pupils",
    "home_addresses",
    "mailboxes",
    "activation_links",
    "mails",
    "mail_items",
  ];
  const found = [];
  for (const table of [...tables, "mail_cool_downs", "audit_events"]) {
    found.push(await ask(`select xmin, xmax, x::text from ${table} x order by 3`));
  }
  return found;
}

/** Brings each address to the state of its name, without a cool-down. */
async function reset(): Promise<void> {
  advance(daySeconds * 15);
  await dispatchAll();
  await ask("delete from mails");
  await ask("delete from mail_cool_downs");
  for (const name of [...states, "Zoë", "Zus"]) await homeLogins.remove(coordinator, idOf(name));
  await set("expired", emailOf("expired"));
  await dispatchAll();
  advance(daySeconds * 15);
  smtp.behave((to) => (to === emailOf("bounced") ? "reject-recipient-550" : "normal"));
  for (const name of states) if (name !== "expired") await set(name, emailOf(name));
  await set("Zoë", "gezin@home.nl", "oma@home.nl");
  await set("Zus", "gezin@home.nl");
  smtp.clear();
  await dispatchAll();
  smtp.behave("normal");
  const [, link = ""] =
    /activate#(\S+)/.exec(`${smtp.messagesTo(emailOf("activated"))[0]?.text}`) ?? [];
  await service.activations.activate(link, "vrolijke fietsbel", origin);
  for (const [name, reason] of [
    ["declined", "not-their-child"],
    ["spam", "reported-as-spam"],
  ]) {
    await ask(
      "update home_addresses set bounced_at = now(), bounce_reason = $2 where email_key = $1",
      emailOf(`${name}`),
      reason,
    );
  }
  advance(3_600);
  await dispatchAll();
  smtp.clear();
}
t.beforeEach(reset);

const ofGroup4A = {
  bounced: ["bounced@home.nl bounced: queued"],
  declined: ["declined@home.nl bounced: not-their-child"],
  expired: ["expired@home.nl expired: queued"],
  invited: ["invited@home.nl invited: queued"],
  spam: ["spam@home.nl bounced: reported-as-spam"],
};
const of5A = [
  "gezin@home.nl invited: queued",
  "oma@home.nl invited: queued",
  "gezin@home.nl invited: queued",
];

t.test("each address with one of the states is invited, and no other one", async (t) => {
  const { bounced, declined, expired, invited, spam } = ofGroup4A;
  t.strictSame(await send({ statuses: ["expired"] }), expired);
  t.strictSame(await send({ statuses: ["bounced"], groupId }), [...bounced, ...declined, ...spam]);
  t.strictSame(await send({ statuses: ["invited"] }), [
    "bounced@home.nl invited: mail-waiting",
    "expired@home.nl invited: mail-waiting",
    ...invited,
    ...of5A,
  ]);
  await dispatchAll();
  t.strictSame(smtp.recipients.toSorted(), [
    "bounced@home.nl",
    "expired@home.nl",
    "gezin@home.nl",
    "invited@home.nl",
    "oma@home.nl",
  ]);
});

t.test("siblings with the same address get one mail with a link for each", async (t) => {
  await send();
  await dispatchAll();
  const mails = smtp.messagesTo("gezin@home.nl");
  t.equal(mails.length, 1);
  t.match(`${mails[0]?.text}`, /Zoë/);
  t.match(`${mails[0]?.text}`, /Zus/);
  t.equal(new Set(`${mails[0]?.text}`.match(/activate#\S+/g)).size, 2);
});

t.test("a dry run changes nothing and has the same result", async (t) => {
  const before = await stateOfDatabase();
  const foretold = await send(all, coordinator, true);
  t.strictSame(await stateOfDatabase(), before);
  t.strictSame(await send(), foretold);
  t.strictSame(foretold, [...Object.values(ofGroup4A).flat(), ...of5A]);
});

t.test("a repeated request sends no second mail", async (t) => {
  const first = await send();
  const again = await send();
  t.equal(again.length, first.length);
  t.strictSame(
    again.filter((line) => line.endsWith("queued")),
    [],
  );
  await dispatchAll();
  advance(coolDownSeconds - 1);
  const before = await stateOfDatabase();
  t.match(await send({ statuses: ["invited"], groupId }), [
    "bounced@home.nl invited: cool-down",
    "expired@home.nl invited: cool-down",
    "invited@home.nl invited: cool-down",
  ]);
  t.strictSame(await stateOfDatabase(), before);
  advance(1);
  t.match(await send({ statuses: ["invited"], groupId }), Array(3).fill(/ invited: queued$/));
});

t.test("the cool-down of a mailbox delays the mail", async (t) => {
  await send({ statuses: ["invited"], groupId });
  await dispatchAll();
  advance(coolDownSeconds);
  smtp.clear();
  t.strictSame(await send({ statuses: ["invited"], groupId }), ofGroup4A.invited);
  await dispatchAll();
  t.strictSame(smtp.recipients, [], "the second gap is twice as long");
  advance(coolDownSeconds);
  await dispatchAll();
  t.strictSame(smtp.recipients, [emailOf("invited")]);
});

t.test("each pupil has one audit event with its addresses", async (t) => {
  await send({ statuses: ["invited"], groupId: groupIds.get("5A") ?? "" });
  // Without earlier events: those lost their addresses.
  const listEvents = () =>
    ask(
      `select e.pupil_id, count(a)::int as addresses, e.actor_kind
         from audit_events e join audit_addresses a on a.audit_event_id = e.id
        where e.action = 'activation-mails-sent' group by e.id, e.pupil_id, e.actor_kind order by 2`,
    );
  const events = await listEvents();
  t.match(events, [
    { pupil_id: idOf("Zus"), addresses: 1, actor_kind: "client" },
    { pupil_id: idOf("Zoë"), addresses: 2, actor_kind: "client" },
  ]);
  await send({ statuses: ["invited"], groupId: groupIds.get("5A") ?? "" });
  t.strictSame(await listEvents(), events, "a request that sends nothing writes no event");
});

t.test("a teacher invites only pupils of its own groups", async (t) => {
  const sent = await send(all, teacher("LK4A"));
  t.strictSame(sent, Object.values(ofGroup4A).flat());
  await t.rejects(send({ ...all, groupId }, teacher("LK5A")), { code: "forbidden" });
  t.strictSame(await send(all, teacher("unknown")), []);
  await t.rejects(send(all, { ...coordinator, role: "portal" }), { code: "forbidden" });
  await dispatchAll();
  t.strictSame(smtp.messagesTo("gezin@home.nl"), []);
});

t.test("a group of another school is unknown", async (t) => {
  const stranger = await service.addSchool("02BB");
  await rosters.put(stranger, rosterOf(pupil("1")));
  const before = await stateOfDatabase();
  await t.rejects(send({ ...all, groupId }, stranger), { code: "not-found" });
  t.strictSame(await send(all, stranger), []);
  t.strictSame(await stateOfDatabase(), before);
});

t.test("a school with another environment at home sends nothing", async (t) => {
  await ask("update schools set network_environment = 'MOO' where id = $1", school?.["id"]);
  const before = await stateOfDatabase();
  for (const dryRun of [true, false]) {
    await t.rejects(send(all, coordinator, dryRun), { code: "network-environment" });
  }
  t.strictSame(await stateOfDatabase(), before);
  await ask("update schools set network_environment = null");
});

/** Changes the data while a request waits for the lock of a mailbox. */
async function sendDuring(change: string, ...values: unknown[]) {
  let waiting: Promise<string[]> = Promise.resolve([]);
  await db.asService(async (tx) => {
    await execute(tx, lockMailbox(emailOf("expired")));
    waiting = send({ statuses: ["expired"] });
    await doneOrWaiting(waiting, ask);
    await tx.$client.query(change, values);
  });
  return await waiting;
}

t.test("a password that is set meanwhile stays, and no mail is sent", async (t) => {
  const sent = await sendDuring(
    `update home_addresses set activated_at = now(), expires_at = null, password_key_id = 'key',
            password_hash = 'a hash' where email_key = $1`,
    emailOf("expired"),
  );
  t.strictSame(sent, ["expired@home.nl expired: activated"]);
  await dispatchAll();
  t.strictSame(smtp.recipients, []);
});

t.test("an address that is removed or invited meanwhile gets no mail", async (t) => {
  const removal = "delete from home_addresses where email_key = $1";
  t.strictSame(await sendDuring(removal, emailOf("expired")), ["expired@home.nl expired: changed"]);
  await reset();
  const invitation = "update home_addresses set expires_at = $2 where email_key = $1";
  const later = new Date("2100-01-01T00:00:00Z");
  t.strictSame(await sendDuring(invitation, emailOf("expired"), later), [
    "expired@home.nl expired: changed",
  ]);
  await dispatchAll();
  t.strictSame(smtp.recipients, []);
});

t.test("a pupil that leaves or changes groups meanwhile gets no mail", async (t) => {
  let waiting: Promise<string[]> = Promise.resolve([]);
  const during = async (by: SchoolPrincipal, change: string) => {
    await db.asService(async (tx) => {
      const lock = "select from pupils where id = $1 for update";
      await tx.$client.query(lock, [idOf("expired")]);
      waiting = send({ statuses: ["expired"] }, by);
      await doneOrWaiting(waiting, ask);
      await tx.$client.query(change, [idOf("expired")]);
    });
    return await waiting;
  };
  const move = "delete from group_pupils where pupil_id = $1";
  t.strictSame(await during(teacher("LK4A"), move), ["expired@home.nl expired: changed"]);
  const leave = "update pupils set left_at = now() where id = $1";
  t.strictSame(await during(coordinator, leave), ["expired@home.nl expired: left"]);
  await dispatchAll();
  t.strictSame(smtp.recipients, []);
  await ask("update pupils set left_at = null");
  await rosters.put(coordinator, roster);
});

t.test("a request for the school and one for the pupil send one mail together", async (t) => {
  let both: Promise<unknown> = Promise.resolve();
  let inBulk: string[] = [];
  await db.asService(async (tx) => {
    await execute(tx, lockMailbox(emailOf("expired")));
    const single = homeLogins.sendMails(coordinator, idOf("expired"), undefined);
    await doneOrWaiting(single, ask);
    const bulk = send({ statuses: ["expired"] });
    both = Promise.all([
      single,
      bulk.then((lines) => {
        inBulk = lines;
      }),
    ]);
  });
  await both;
  t.strictSame(inBulk, ["expired@home.nl expired: mail-waiting"]);
  await dispatchAll();
  t.strictSame(smtp.recipients, [emailOf("expired")]);
});

t.test("the number of statements does not depend on the number of pupils", async (t) => {
  const many = await service.addSchool("03CC");
  const enlarge = async (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `${index}`);
    await rosters.put(many, rosterOf(...names.map((name) => pupil(name))));
    await ask(
      `insert into mailboxes select 'kind' || p.external_id || '@home.nl', decode(repeat('00', 16), 'hex')
         from pupils p join schools s on s.id = p.school_id where s.brin = '03CC' on conflict do nothing`,
    );
    await ask(
      `insert into home_addresses (school_id, id, pupil_id, slot, email, email_key, invited_at, expires_at)
       select p.school_id, gen_random_uuid(), p.id, 1, k, k, now() - interval '1 day', '2000-01-01'
         from pupils p join schools s on s.id = p.school_id,
              lateral (select 'kind' || p.external_id || '@home.nl' as k) as keys
        where s.brin = '03CC' on conflict do nothing`,
    );
    return await countStatements(async () => {
      const sent = await send({ statuses: ["expired"] }, many);
      t.equal(
        sent.filter((line) => line.endsWith("queued")).length,
        count - (count === 400 ? 20 : 0),
      );
    });
  };
  const few = await enlarge(20);
  t.equal(await enlarge(400), few);
});

async function countStatements(work: () => Promise<void>): Promise<number> {
  const { query } = pg.Client.prototype;
  let count = 0;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    count += 1;
    return Reflect.apply(query, this, args);
  } as typeof query;
  try {
    await work();
  } finally {
    pg.Client.prototype.query = query;
  }
  return count;
}
