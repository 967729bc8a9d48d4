import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { loginByAddress, type ThrottlePolicy } from "../../../src/security/throttle-policies.ts";
import {
  type CountedAttempt,
  countRequests,
  countTries,
} from "../../../src/store/family/throttle-counts.ts";
import {
  addFailure,
  findBlock,
  resetPart,
  type Settlement,
  settleAttempts,
} from "../../../src/store/family/throttles.ts";
import { startDatabase } from "../../support/database.ts";

const { db } = await startDatabase(t);
const start = new Date("2026-09-01T08:30:00Z");
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const newKey = () => systemRandom.bytes(32);
const policy: ThrottlePolicy = {
  ...loginByAddress,
  freeTries: 2,
  firstDelaySeconds: 10,
  delayMaxSeconds: 15,
  drainSeconds: 100,
};

type Try = readonly [key: Buffer, policy?: Partial<ThrottlePolicy>];

async function count(seconds: number, ...tries: readonly Try[]) {
  const wanted = tries.map(([key, changes]) => ({ key, policy: { ...policy, ...changes } }));
  const [outcome] = await db.pipelineAsService([countTries(wanted, at(seconds))]);
  return outcome;
}
/** Seconds until an attempt is allowed, or "admitted". */
async function tryAt(seconds: number, ...tries: readonly Try[]) {
  const { refused, counted } = await count(seconds, ...tries);
  if (refused.length === 0) return "admitted";
  t.strictSame(counted, [], "a rejected attempt is not counted");
  const ends = refused.map(({ blockedUntil }) => blockedUntil.getTime() - start.getTime());
  return Math.max(...ends) / 1000;
}
const takenBack = (one: CountedAttempt, failures: Settlement["failures"]): Settlement => ({
  key: one.key,
  drainSeconds: one.policy.drainSeconds,
  lifts: one.blockedUntil,
  blockedUntil: new Date(0),
  failures,
});
const rowsOf = async (key: Buffer) =>
  (await db.asService((tx) => tx.$client.query("select * from throttles where key = $1", [key])))
    .rows;

t.test(
  "the first attempts are free, later ones cause growing delays up to the maximum",
  async (t) => {
    const key = newKey();
    const seen: unknown[] = [];
    for (const seconds of [0, 0, 0, 1, 10, 11, 26]) seen.push(await tryAt(seconds, [key]));
    t.strictSame(seen, ["admitted", "admitted", "admitted", 10, "admitted", 25, "admitted"]);
    t.equal(await tryAt(40, [key]), 41);
  },
);

t.test("a level drains only with time", async (t) => {
  const key = newKey();
  for (let tries = 0; tries < 3; tries += 1) await tryAt(0, [key]);
  const { counted } = await count(150, [key]);
  t.match(counted, [{ level: 2.5, failures: 4 }]);
  const later = await count(1_000, [key]);
  t.match(later.counted, [{ level: 1, failures: 5 }]);
});

t.test(
  "a successful attempt that is taken back leaves the count of strangers unchanged",
  async (t) => {
    const [one, other] = [newKey(), newKey()];
    for (const seconds of [0, 1, 2, 12, 13, 30, 31, 300, 301, 302, 303]) {
      const right = await count(seconds, [one]);
      await db.pipelineAsService([
        settleAttempts(right.counted.map((each) => takenBack(each, "reset"))),
      ]);
      t.equal(await tryAt(seconds, [one]), await tryAt(seconds, [other]), `after ${seconds} s`);
    }
  },
);

t.test("a block that a later attempt set is kept", async (t) => {
  const key = newKey();
  const { counted } = await count(0, [key]);
  for (let tries = 0; tries < 2; tries += 1) await tryAt(0, [key]);
  await db.pipelineAsService([settleAttempts(counted.map((one) => takenBack(one, "minus-one")))]);
  t.equal(await tryAt(1, [key]), 10);
  t.match(await rowsOf(key), [{ failures: 2 }]);
});

t.test(
  "an attempt from a blocked network does not count for the address and writes no row",
  async (t) => {
    const [network, address] = [newKey(), newKey()];
    for (let tries = 0; tries < 3; tries += 1) await tryAt(0, [network]);
    t.equal(await tryAt(1, [address], [network]), 10);
    t.strictSame(await rowsOf(address), []);
    t.equal(await tryAt(10, [address], [network]), "admitted");
    t.match(await rowsOf(address), [{ failures: 1 }]);
  },
);

t.test("of many concurrent attempts only the free ones are admitted", async (t) => {
  const key = newKey();
  const tries = await Promise.all(Array.from({ length: 50 }, () => count(0, [key])));
  t.equal(tries.filter(({ refused }) => refused.length === 0).length, 3);
  for (const { refused, counted } of tries) t.equal(refused.length + counted.length, 1);
});

t.test("concurrent attempts that share keys do not deadlock", async (t) => {
  const keys = Array.from({ length: 4 }, newKey);
  const free = { freeTries: 1_000 };
  const pick = (index: number) => [0, 1, 2].map((step) => keys[(index * 3 + step) % 4] as Buffer);
  const tries = await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const own = pick(index);
      const order = index % 2 === 0 ? own : own.toReversed();
      return count(0, ...order.map((key): Try => [key, free]));
    }),
  );
  for (const { counted } of tries) t.equal(counted.length, 3);
});

t.test("a caller whose clock is behind is not blocked by a free attempt", async (t) => {
  const key = newKey();
  t.equal(await tryAt(2, [key]), "admitted");
  t.equal(await tryAt(1, [key]), "admitted");
});

t.test(
  "a policy closes after its maximum of consecutive failures, and time does not open it",
  async (t) => {
    const key = newKey();
    const closing = { freeTries: 1_000, closesAt: 2 };
    await count(0, [key, closing]);
    await count(0, [key, closing]);
    const { refused, counted } = await count(1_000_000, [key, closing]);
    t.match(refused, [{ isClosed: true }]);
    t.strictSame(counted, []);
  },
);

t.test("a lease rejects other attempts, and ends with its attempt", async (t) => {
  const key = newKey();
  const leased = { leaseSeconds: 5 };
  const { counted } = await count(0, [key, leased]);
  t.equal(await tryAt(1, [key, leased]), 5);
  const [one] = counted;
  if (!one) throw new Error("nothing was counted");
  const released = { key, drainSeconds: 0, lifts: one.blockedUntil, failures: "keep" } as const;
  await db.pipelineAsService([settleAttempts([{ ...released, blockedUntil: one.delayedUntil }])]);
  t.equal(await tryAt(1, [key, leased]), "admitted");
  t.equal(await tryAt(6, [key, leased]), "admitted", "the lease of a killed process expires");
});

t.test("failures of an unknown address expire with their level", async (t) => {
  const [known, unknown] = [newKey(), newKey()];
  await db.asService((tx) =>
    tx.$client.query("insert into mailboxes values ('known@home.nl', $1)", [Buffer.alloc(16)]),
  );
  const requests = [
    { emailKey: "known@home.nl", tries: [{ key: known, policy: loginByAddress }] },
    { emailKey: "unknown@home.nl", tries: [{ key: unknown, policy: loginByAddress }] },
  ];
  await db.pipelineAsService([countRequests(requests, start)]);
  t.strictSame((await rowsOf(unknown))[0].expires_at, at(900));
  t.strictSame((await rowsOf(known))[0].expires_at, at(90 * 86_400));
});

t.test("a failure can be added without a delay", async (t) => {
  const key = newKey();
  const row = { key, policy };
  for (let times = 0; times < 5; times += 1) await db.pipelineAsService([addFailure(row, start)]);
  t.strictSame(await db.pipelineAsService([findBlock(key, start)]), [undefined]);
  const { counted } = await count(0, [key]);
  t.match(counted, [{ failures: 6, level: 1 }]);
});

t.test("a successful device subtracts only its own failures from those of the child", async (t) => {
  const [device, brothers, child] = [newKey(), newKey(), newKey()];
  const free = { freeTries: 1_000 };
  for (let tries = 0; tries < 4; tries += 1) await count(0, [brothers, free], [child, free]);
  for (let tries = 0; tries < 3; tries += 1) await count(0, [device, free], [child, free]);
  await db.pipelineAsService([resetPart(device, child)]);
  const failuresOf = async (key: Buffer) => (await rowsOf(key))[0].failures;
  t.strictSame(
    [await failuresOf(device), await failuresOf(brothers), await failuresOf(child)],
    [0, 4, 4],
  );
});
