import t from "tap";
import { createPasswordHasher, passwordHashCost } from "../../src/security/password-hash.ts";
import { systemRandom } from "../../src/security/random.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { newSigningKey, openPrivateKey } from "../../src/security/signing-key.ts";

const older = createSecretKeys("an older secret key of more than 32 octets");
const rotated = createSecretKeys(
  "a newer secret key of more than 32 octets",
  "an older secret key of more than 32 octets",
);
const salt = systemRandom.bytes(16);
const hasherOf = (keys: typeof older, waitingMax = 64) =>
  createPasswordHasher({ keys, cost: passwordHashCost, parallelMax: 2, waitingMax });

t.test("a password is stored as argon2id at the parameters of ASVS 11.4.2", async (t) => {
  const { current } = await hasherOf(older).check("groene olifant", salt, []);
  t.match(current.hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

t.test("the password decides which of the children it is", async (t) => {
  const hasher = hasherOf(older);
  const made = await Promise.all(
    ["groene olifant", "blauwe giraf"].map((password) => hasher.check(password, salt, [])),
  );
  const stored = made.map(({ current }) => current);
  t.equal((await hasher.check("blauwe giraf", salt, stored)).matched, 1);
  t.equal((await hasher.check("Blauwe giraf", salt, stored)).matched, undefined);
});

t.test("a password outlives a change of the secret key and is then hashed anew", async (t) => {
  const { current: stored } = await hasherOf(older).check("groene olifant", salt, []);
  const check = await hasherOf(rotated).check("groene olifant", salt, [stored]);
  t.equal(check.matched, 0);
  t.not(check.current.keyId, stored.keyId);
  t.not(check.current.hash, stored.hash);
});

t.test("a hash that is damaged, or of a key that is gone, lets nobody in", async (t) => {
  const { current } = await hasherOf(older).check("groene olifant", salt, []);
  const damaged = [
    { ...current, hash: "" },
    { ...current, hash: "$argon2id$" },
    { ...current, keyId: "gone" },
  ];
  t.equal((await hasherOf(older).check("groene olifant", salt, damaged)).matched, undefined);
});

t.test("who comes when too many wait is told to come back", async (t) => {
  const hasher = hasherOf(older, 3);
  const checks = await Promise.allSettled(
    Array.from({ length: 12 }, () => hasher.check("groene olifant", salt, [])),
  );
  const refused = checks.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  t.ok(refused.length > 0 && refused.length < 12);
  for (const reason of refused) t.match(reason, { code: "unavailable", retryAfterSeconds: 2 });
});

t.test("an address that nobody has keeps its salt", async (t) => {
  const hasher = hasherOf(older);
  t.same(hasher.decoySalt("niemand@home.nl"), hasher.decoySalt("niemand@home.nl"));
  t.notSame(hasher.decoySalt("niemand@home.nl"), hasher.decoySalt("iemand@home.nl"));
});

t.test(
  "a signing key opens with the secret key it was sealed with, also when that is the older, and with no other",
  async (t) => {
    const key = newSigningKey(older, systemRandom);
    t.match(openPrivateKey(rotated, key), /^-----BEGIN PRIVATE KEY-----/);
    t.notHas(key.publicJwk, "d");
    t.throws(() => openPrivateKey(createSecretKeys("somebody else's secret key"), key));
  },
);
