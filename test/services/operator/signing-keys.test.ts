import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import t from "tap";
import { systemRandom as random } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createSigningKeyService } from "../../../src/services/operator/signing-keys.ts";
import { type Database, execute } from "../../../src/store/database.ts";
import { listRows } from "../../../src/store/statement.ts";
import { startDatabase } from "../../support/database.ts";

const secretOfTests = "a secret key for tests alone, of enough bytes";
const keys = createSecretKeys(secretOfTests);
const tokenLifetimeMaxSeconds = 3_600;
const rounds = 20;

const { db: realDb } = await startDatabase(t);
let transactions = 0;
const db: Database = {
  ...realDb,
  asService: (work) => {
    transactions += 1;
    return realDb.asService(work);
  },
};
const ask = (text: string) =>
  realDb.asService((tx) => execute(tx, listRows({ name: "", text }, [])));

let moment = new Date("2026-09-01T08:30:00Z");
/** Moves the clocks of all services. */
const advance = (seconds: number) => {
  moment = new Date(moment.getTime() + seconds * 1_000);
};

/** A service of one replica, whose clock may differ from those of the others. */
const startSigningKeys = (clockErrorSeconds = 0, secretKeys = keys) =>
  createSigningKeyService({
    db,
    clock: { now: () => new Date(moment.getTime() + clockErrorSeconds * 1_000) },
    random,
    keys: secretKeys,
    tokenLifetimeMaxSeconds,
  });
type Replica = ReturnType<typeof startSigningKeys>;
const kidsOf = async (replica: Replica) => (await replica.jwks()).keys.map(({ kid }) => kid);

t.test("eight services that start concurrently share one first key", async (t) => {
  const services = Array.from({ length: 8 }, () => startSigningKeys());
  const current = await Promise.all(services.map((service) => service.current()));
  t.equal(new Set(current.map(({ kid }) => kid)).size, 1);
  t.match(await services[0]?.list(), [{ id: current[0]?.kid, status: "signing", retiredAt: null }]);
});

t.test("the published key verifies signatures of the current key", async (t) => {
  const service = startSigningKeys();
  const { kid, privateKey } = await service.current();
  const signature = sign("sha256", Buffer.from("token"), createPrivateKey(privateKey));
  const publicKey = createPublicKey((await service.findPublic(kid)) ?? "");
  t.ok(verify("sha256", Buffer.from("token"), publicKey, signature));
});

t.test("the JWKS contains only public parts", async (t) => {
  const { keys: published } = await startSigningKeys().jwks();
  t.match(published, [{ kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid: String }]);
  for (const key of published) t.notOk("d" in key);
});

t.test(
  "a new key is published before it signs, and the old key until its tokens expire",
  async (t) => {
    const here = startSigningKeys();
    const replica = startSigningKeys();
    const old = await replica.current();
    const made = await here.rotate();
    t.equal(made.activeAt.getTime(), moment.getTime() + 300_000);
    t.strictSame(await kidsOf(here), [old.kid, made.id]);
    t.equal((await here.current()).kid, old.kid);

    t.strictSame(await here.rotate(), made, "a rotation is idempotent until the new key signs");

    advance(61);
    t.strictSame(
      await kidsOf(replica),
      [old.kid, made.id],
      "another replica publishes it within a minute",
    );

    advance(300 - 61 - 1);
    t.equal((await replica.current()).kid, old.kid);
    t.strictSame(
      (await here.list()).map(({ status }) => status),
      ["signing", "coming"],
    );

    advance(1);
    for (const service of [here, replica]) t.equal((await service.current()).kid, made.id);
    t.strictSame(
      (await here.list()).map(({ status }) => status),
      ["retiring", "signing"],
    );

    advance(tokenLifetimeMaxSeconds);
    t.ok(await replica.findPublic(old.kid), "the last token of the old key expires only now");
    advance(61);
    t.notOk(await replica.findPublic(old.kid));
    t.strictSame(await kidsOf(replica), [made.id]);
  },
);

t.test("concurrent rotations create one key", async (t) => {
  const made = await Promise.all(Array.from({ length: 4 }, () => startSigningKeys().rotate()));
  t.equal(new Set(made.map(({ id }) => id)).size, 1);
  t.equal((await startSigningKeys().list()).length, 2);
});

t.test("unknown key ids cause at most one query a minute", async (t) => {
  const service = startSigningKeys();
  await service.jwks();
  const findForged = async () => {
    const before = transactions;
    for (let index = 0; index < 5; index += 1) {
      t.notOk(await service.findPublic(`forged ${index}`));
    }
    return transactions - before;
  };
  t.equal(await findForged(), 1);
  advance(30);
  t.equal(await findForged(), 0);
  advance(31);
  t.ok((await findForged()) <= 2, "one refresh of the cached keys and one for the unknown id");
});

t.test("concurrent readers share one query", async (t) => {
  const service = startSigningKeys();
  const before = transactions;
  await Promise.all([service.current(), service.jwks(), service.findPublic("unknown")]);
  t.equal(transactions - before, 2, "the unknown id has a second one");
});

t.test("keys of another SECRET_KEY cause an error, not a new key", async (t) => {
  const others = createSecretKeys("another secret key for tests alone, long enough");
  const service = startSigningKeys(0, others);
  await t.rejects(service.current(), /SECRET_KEY/);
  await t.rejects(service.prepare(), /SECRET_KEY_PREVIOUS/);
});

t.test("a secret key can be rotated twice if each start has the previous one", async (t) => {
  const secrets = ["first", "second", "third"].map((word) => `the ${word} secret key, long enough`);
  const startWith = (secret = "", previous?: string) =>
    startSigningKeys(0, createSecretKeys(secret, previous));
  const [first, second, third] = secrets;
  // Moves the keys of the tests above to the first secret.
  await startWith(first, secretOfTests).prepare();
  const { privateKey } = await startWith(first).current();

  const replicas = Array.from({ length: 4 }, () => startWith(second, first));
  await Promise.all(replicas.map((replica) => replica.prepare()));
  await startWith(third, second).prepare();
  t.equal((await startWith(third).current()).privateKey, privateKey, "the same key signs");
  await t.rejects(startWith(first, secretOfTests).prepare(), /SECRET_KEY_PREVIOUS/);

  await startWith(secretOfTests, third).prepare();
  t.equal(
    (await startSigningKeys().current()).privateKey,
    privateKey,
    "an earlier secret can return",
  );
});

t.test("a key that no secret decrypts is replaced by a rotation", async (t) => {
  const lost = startSigningKeys(
    0,
    createSecretKeys("a secret key that everyone has lost, long enough"),
  );
  advance(301); // Ends a rotation above.
  await t.rejects(lost.prepare(), /key rotate/);
  await lost.rotate();
  advance(301);
  await lost.prepare();
  await lost.current();
  await startSigningKeys().rotate();
  advance(301);
});

// Replicas that start concurrently, with different clocks.

/** Steps of a replica before its first request. */
const beginnings = {
  "that prepare": (replica: Replica) => replica.prepare(),
  "whose first request comes without preparation": async () => {},
};

for (const clockErrorSeconds of [0, -600, 600]) {
  for (const [name, begin] of Object.entries(beginnings)) {
    t.test(
      `four replicas ${name} create one key, with one clock off by ${clockErrorSeconds} s`,
      async (t) => {
        for (let round = 0; round < rounds; round += 1) {
          await ask("delete from signing_keys");
          const replicas = [0, 0, 0, clockErrorSeconds].map((seconds) => startSigningKeys(seconds));
          const kids = await Promise.all(
            replicas.map(async (replica) => {
              await begin(replica);
              return (await replica.current()).kid;
            }),
          );
          const published = await Promise.all(replicas.map(kidsOf));
          t.equal(new Set(kids).size, 1, "all sign with one key");
          t.strictSame(
            published,
            replicas.map(() => [kids[0]]),
            "all publish only that key",
          );
        }
        t.strictSame(
          await ask("select retired_at from signing_keys"),
          [{ retired_at: null }],
          "no clock retired it",
        );
      },
    );
  }
}

t.test("a rotation with a slow clock retires no key that signs after the new one", async (t) => {
  await ask("delete from signing_keys");
  const [fast, slow] = [startSigningKeys(600), startSigningKeys(-600)];
  await fast.prepare();
  advance(700);
  const { id } = await startSigningKeys(0).rotate();
  const rotated = await slow.rotate();
  t.equal(rotated.id, id, "the rotation returns the coming key");

  advance(300 + tokenLifetimeMaxSeconds + 61);
  for (const replica of [startSigningKeys(0), startSigningKeys(-600), startSigningKeys(600)]) {
    t.equal((await replica.current()).kid, id);
    t.ok(await replica.findPublic(id), "its signatures stay valid");
  }
});

t.test("a key with a future timestamp signs if there is no other", async (t) => {
  await ask("delete from signing_keys");
  await startSigningKeys(600).prepare();
  const slow = startSigningKeys(-600);
  const { kid } = await slow.current();
  t.match(await slow.list(), [{ id: kid, status: "signing", retiredAt: null }]);
});
