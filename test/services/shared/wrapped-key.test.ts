import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createWrappedKey } from "../../../src/services/shared/wrapped-key.ts";
import type { Database } from "../../../src/store/database.ts";
import { startDatabase } from "../../support/database.ts";
import { doneOrWaiting } from "../../support/locks.ts";

const { db: realDb } = await startDatabase(t);
let transactions = 0;
const db: Database = {
  ...realDb,
  asService: (work) => {
    transactions += 1;
    return realDb.asService(work);
  },
};
let readings = 0;
const clock = {
  now: () => {
    readings += 1;
    return new Date(Date.parse("2026-09-01T08:30:00Z") + readings);
  },
};
const secretOf = (version: string) => `the ${version} secret key, long enough for these tests`;
let losses = 0;
/** A reader with the bytes of the key, which can be compared. */
function startWith(version: string, previous?: string, on = db) {
  const { read, reset } = createWrappedKey({
    db: on,
    clock,
    random: systemRandom,
    keys: createSecretKeys(
      secretOf(version),
      previous === undefined ? undefined : secretOf(previous),
    ),
    name: "throttle",
    onLost: () => {
      losses += 1;
    },
  });
  return { read: async () => (await read()).export(), reset };
}

t.test(
  "a process that starts while another creates the key waits, and gets the same",
  async (t) => {
    let waiting: Promise<Buffer> | undefined;
    const created = await realDb.asService(async (tx) => {
      const inside: Database = { ...realDb, asService: (work) => work(tx) };
      const key = await startWith("first", undefined, inside).read();
      // With another secret key no unique constraint would prevent a second key.
      waiting = startWith("second", "first").read();
      await doneOrWaiting(
        waiting,
        async (text) => (await realDb.asService((other) => other.$client.query(text))).rows,
      );
      return key;
    });
    t.strictSame(await waiting, created);
  },
);

t.test("concurrent processes have one key, and each reads it once", async (t) => {
  const readers = Array.from({ length: 8 }, () => startWith("first"));
  const found = await Promise.all(readers.map(({ read }) => read()));
  t.equal(new Set(found.map((key) => key.toString("hex"))).size, 1);
  t.equal(found[0]?.length, 32);
  transactions = 0;
  for (const { read } of readers) t.strictSame(await read(), found[0]);
  t.equal(transactions, 0);
});

t.test("a secret key can be dropped once a process has read with its successor", async (t) => {
  const key = await startWith("first").read();
  t.strictSame(await startWith("second", "first").read(), key);
  t.strictSame(await startWith("second").read(), key);
  t.strictSame(await startWith("first").read(), key, "both work during the rotation");
  t.strictSame(await startWith("second").read(), key, "also after a rollback");
  t.equal(losses, 0);
});

t.test(
  "a key that no secret key decrypts is replaced, if the caller accepts the loss",
  async (t) => {
    const key = await startWith("second").read();
    const fresh = await startWith("lost").read();
    t.equal(losses, 1);
    t.notOk(fresh.equals(key));
    t.strictSame(await startWith("lost").read(), fresh);
    t.equal(await startWith("lost").reset(), false, "a readable key is kept");
    t.equal(await startWith("another").reset(), true);
    t.equal(losses, 1, "a reset asks nobody");
  },
);
