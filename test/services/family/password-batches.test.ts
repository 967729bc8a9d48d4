import { createHash } from "node:crypto";
import t from "tap";
import { newId, systemRandom } from "../../../src/security/random.ts";
import { loginByAddress, loginByNetwork } from "../../../src/security/throttle-policies.ts";
import { createPasswordBatches } from "../../../src/services/family/password-batches.ts";
import { insertSessionUnlessLocked } from "../../../src/store/family/home-sessions.ts";
import { findMailboxPasswords } from "../../../src/store/family/mailboxes.ts";
import { startTwoChildren } from "../../support/families/two-children.ts";

const mother = "ouder@home.nl";
const father = "vader@elders.nl";
const service = await startTwoChildren(t);
const { db } = service;
await service.set("Wimpie", mother);
await service.set("Fatima", father);
await service.dispatchAll();
for (const email of [mother, father]) {
  await service.activate(service.linksTo(email)[0] ?? "", "blauwe giraf");
}
const now = new Date("2026-09-01T08:30:00Z");

function startBatches(isBacklogged: boolean) {
  return createPasswordBatches({
    db,
    clock: { now: () => now },
    hashQueue: { isBacklogged: () => isBacklogged },
  });
}

const keyOf = (subject: string) => createHash("sha256").update(subject).digest();
const loginOf = (emailKey: string, network: string) => ({
  emailKey,
  tries: [
    { key: keyOf(emailKey), policy: loginByAddress },
    { key: keyOf(network), policy: loginByNetwork["/32"] },
  ],
});
const unknown = (index: number) => loginOf(`niemand-${index}@home.nl`, `network ${index}`);
const eight = Array.from({ length: 8 }, (_, index) => unknown(index));

async function countTransactions(table: string): Promise<number> {
  const { rows } = await db.asService((tx) =>
    tx.$client.query(`select count(distinct xmin::text)::int as count from ${table}`),
  );
  return rows[0].count;
}

async function childOf(email: string) {
  const [mailbox] = await db.pipelineAtHome(email, [findMailboxPasswords(email)]);
  const [child] = mailbox?.children ?? [];
  if (!child) throw new Error(`${email} has no child.`);
  return child;
}

async function openingOf(email: string) {
  const { schoolId, homeAddressId, password } = await childOf(email);
  const id = newId(now, systemRandom);
  const expiresAt = new Date(now.getTime() + 60_000);
  const session = { schoolId, homeAddressId, id, createdAt: now, expiresAt, deviceId: null };
  const statement = insertSessionUnlessLocked(session, password.hash);
  return { schoolId, statement, settlements: [] };
}

t.beforeEach(() => db.asService((tx) => tx.$client.query("delete from throttles")));

t.test("in a backlog, logins are counted in one transaction", async (t) => {
  const batches = startBatches(true);
  const counted = await Promise.all(eight.map(batches.count));
  for (const { outcome } of counted) {
    t.strictSame(
      outcome.counted.map(({ level }) => level),
      [1, 1],
    );
  }
  t.equal(await countTransactions("throttles"), 1);
});

t.test("without a backlog, a login is counted at once", async (t) => {
  const batches = startBatches(false);
  await Promise.all(eight.map(batches.count));
  t.equal(await countTransactions("throttles"), 2, "the first, and those that arrived meanwhile");
});

t.test("each login reads the passwords of its own address", async (t) => {
  const batches = startBatches(true);
  const emails = [mother, "niemand@home.nl", father];
  const counted = await Promise.all(
    emails.map((email, index) => batches.count(loginOf(email, `network ${index}`))),
  );
  t.strictSame(
    counted.map(({ mailbox }) => mailbox?.children.map(({ homeAddressId }) => homeAddressId)),
    [[(await childOf(mother)).homeAddressId], undefined, [(await childOf(father)).homeAddressId]],
  );
});

t.test("only the failures of an address that exists are kept", async (t) => {
  const batches = startBatches(true);
  const [known, other] = [loginOf(mother, "network 1"), loginOf("niemand@home.nl", "network 2")];
  await Promise.all([known, other].map(batches.count));
  const { rows } = await db.asService((tx) =>
    tx.$client.query(
      `select key from throttles where expires_at > level_until and key in ($1, $2)`,
      [known, other].map(({ tries }) => tries[0]?.key),
    ),
  );
  t.strictSame(rows, [{ key: keyOf(mother) }]);
});

t.test("logins from one network are counted one after another", async (t) => {
  const batches = startBatches(true);
  const counted = await Promise.all(
    ["een", "twee", "drie"].map((name) => batches.count(loginOf(`${name}@home.nl`, "network"))),
  );
  t.strictSame(
    counted.map(({ outcome }) => outcome.counted.map(({ failures }) => failures)),
    [
      [1, 1],
      [1, 2],
      [1, 3],
    ],
  );
});

t.test("a rejected login does not reject the others", async (t) => {
  const batches = startBatches(true);
  const blocked = {
    emailKey: mother,
    tries: [{ key: keyOf(mother), policy: { ...loginByAddress, freeTries: 0 } }],
  };
  await batches.count(blocked);
  const [again, other] = await Promise.all([blocked, unknown(1)].map(batches.count));
  t.strictSame(again?.outcome.counted, []);
  t.equal(again?.outcome.refused.length, 1);
  t.equal(other?.outcome.counted.length, 2);
});

t.test("in a backlog, sessions are opened in one transaction", async (t) => {
  const batches = startBatches(true);
  const openings = [await openingOf(mother), await openingOf(father)];
  const subjects = await Promise.all(openings.map(batches.open));
  t.strictSame(
    subjects.map((subject) => subject?.firstName),
    ["Wimpie", "Fatima"],
  );
  t.equal(await countTransactions("home_sessions"), 1);
});

t.test("a session of which the address is being changed is not opened", async (t) => {
  const batches = startBatches(true);
  const openings = [await openingOf(mother), await openingOf(father)];
  const { homeAddressId } = await childOf(mother);
  const subjects = await db.asService(async (tx) => {
    await tx.$client.query("select from home_addresses where id = $1 for update", [homeAddressId]);
    return await Promise.all(openings.map(batches.open));
  });
  t.strictSame(
    subjects.map((subject) => subject?.firstName),
    [undefined, "Fatima"],
  );
});
