import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import {
  createSecretKeyCheck,
  unknownSecretKey,
} from "../../../src/services/background/secret-key-check.ts";
import { createPseudonymService } from "../../../src/services/shared/pseudonyms.ts";
import { startDatabase } from "../../support/database.ts";

const { db } = await startDatabase(t);
const old = "the old secret key, long enough for these tests";
const fresh = "the new secret key, long enough for these tests";
let starts = 0;

type Secrets = readonly [string, ...string[]];

/** Check of a process with these secret keys. Each step resolves to what it reported until now. */
function check(...secrets: Secrets) {
  const reported: string[] = [];
  const { step } = createSecretKeyCheck({
    db,
    keys: createSecretKeys(...secrets),
    onUnknownKey: ({ message }) => void reported.push(message),
  });
  return async () => {
    await step();
    return reported;
  };
}

/** Starts a process with these secret keys, and returns its check. */
async function start(...secrets: Secrets) {
  const keys = createSecretKeys(...secrets);
  starts += 1;
  const startedAt = new Date(Date.parse("2026-09-01T08:30:00Z") + starts * 1_000);
  const clock = { now: () => startedAt };
  await createPseudonymService({ db, clock, random: systemRandom, keys }).prepare();
  return check(...secrets);
}

t.test("a process reports once that another one uses a secret key that it lacks", async (t) => {
  const first = await start(old);
  t.strictSame(await first(), []);
  const rotated = await start(fresh, old);
  t.strictSame(await first(), [unknownSecretKey]);
  t.strictSame(await first(), [unknownSecretKey]);
  t.strictSame(await rotated(), []);
  const finished = await start(fresh);
  t.strictSame(await finished(), [], "the older row of the previous key does not matter");
});

t.test("processes that know the next key accept it, also after a step back", async (t) => {
  const waiting = await start(old, fresh);
  await start(fresh, old);
  t.strictSame(await waiting(), []);
  const restarted = await start(old, fresh);
  t.strictSame(await restarted(), []);
  const steppedBack = await start(old);
  t.strictSame(await steppedBack(), []);
  t.strictSame(
    await check(fresh)(),
    [unknownSecretKey],
    "also the newer key can be the unknown one",
  );
});
