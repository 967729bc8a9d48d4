// Signing keys when replicas start concurrently and their clocks differ.
import pg from "pg";
import t from "tap";
import { systemRandom } from "../../../src/security/random.ts";
import { createSecretKeys } from "../../../src/security/secret-keys.ts";
import { createSigningKeyService } from "../../../src/services/operator/signing-keys.ts";
import { startDatabase } from "../../support/database.ts";

const keys = createSecretKeys("a secret key for tests alone, of enough bytes");
const tokenLifetimeMaxSeconds = 3_600;
const rounds = 20;
const { db, url } = await startDatabase(t);
const owner = new pg.Client({ connectionString: url });
await owner.connect();
t.teardown(() => owner.end());

/** Moves the clocks of all replicas. */
let elapsedSeconds = 0;

function startReplica(clockErrorSeconds: number) {
  const now = () => new Date(Date.now() + (elapsedSeconds + clockErrorSeconds) * 1_000);
  return createSigningKeyService({
    db,
    clock: { now },
    random: systemRandom,
    keys,
    tokenLifetimeMaxSeconds,
  });
}

type Replica = ReturnType<typeof startReplica>;
const kidsOf = async (replica: Replica) => (await replica.jwks()).keys.map(({ kid }) => kid);

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
          await owner.query("delete from signing_keys");
          const replicas = [0, 0, 0, clockErrorSeconds].map(startReplica);
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
        const { rows } = await owner.query("select retired_at from signing_keys");
        t.strictSame(rows, [{ retired_at: null }], "no clock retired it");
      },
    );
  }
}

t.test("a rotation with a slow clock retires no key that signs after the new one", async (t) => {
  await owner.query("delete from signing_keys");
  const [fast, slow] = [startReplica(600), startReplica(-600)];
  await fast.prepare();
  elapsedSeconds = 700;
  const { id } = await startReplica(0).rotate();
  const rotated = await slow.rotate();
  t.equal(rotated.id, id, "the rotation returns the coming key");

  elapsedSeconds = 700 + 300 + tokenLifetimeMaxSeconds + 61;
  for (const replica of [startReplica(0), startReplica(-600), startReplica(600)]) {
    t.equal((await replica.current()).kid, id);
    t.ok(await replica.findPublic(id), "its signatures stay valid");
  }
});

t.test("a key with a future timestamp signs if there is no other", async (t) => {
  elapsedSeconds = 0;
  await owner.query("delete from signing_keys");
  await startReplica(600).prepare();
  const slow = startReplica(-600);
  const { kid } = await slow.current();
  t.match(await slow.list(), [{ id: kid, status: "signing", retiredAt: null }]);
});
