import t from "tap";
import { createPasswordHasher, passwordHashCost } from "../../src/security/password-hash.ts";
import { systemRandom } from "../../src/security/random.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { newSigningKey, openPrivateKey } from "../../src/security/signing-key.ts";
import { atOnce } from "../support/at-once.ts";

const older = createSecretKeys("an older secret key of more than 32 octets");
const rotated = createSecretKeys(
  "a newer secret key of more than 32 octets",
  "an older secret key of more than 32 octets",
);
const salt = systemRandom.bytes(16);
const hasherOf = (keys: typeof older) => createPasswordHasher({ keys, cost: passwordHashCost });

t.test("a password is stored as argon2id at the parameters of ASVS 11.4.2", async (t) => {
  const { current } = await hasherOf(older).check("groene olifant", salt, [], atOnce);
  t.match(current.hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

t.test("the password decides which of the children it is", async (t) => {
  const hasher = hasherOf(older);
  const made = await Promise.all(
    ["groene olifant", "blauwe giraf"].map((password) => hasher.check(password, salt, [], atOnce)),
  );
  const stored = made.map(({ current }) => current);
  t.equal((await hasher.check("blauwe giraf", salt, stored, atOnce)).matched, 1);
  t.equal((await hasher.check("Blauwe giraf", salt, stored, atOnce)).matched, undefined);
});

t.test("a password outlives a change of the secret key and is then hashed anew", async (t) => {
  const { current: stored } = await hasherOf(older).check("groene olifant", salt, [], atOnce);
  const check = await hasherOf(rotated).check("groene olifant", salt, [stored], atOnce);
  t.equal(check.matched, 0);
  t.not(check.current.keyId, stored.keyId);
  t.not(check.current.hash, stored.hash);
});

t.test("a hash that is damaged, or of a key that is gone, lets nobody in", async (t) => {
  const { current } = await hasherOf(older).check("groene olifant", salt, [], atOnce);
  const damaged = [
    { ...current, hash: "" },
    { ...current, hash: "$argon2id$" },
    { ...current, hash: current.hash.slice(0, -1) },
    { ...current, hash: `${current.hash}A` },
    { ...current, keyId: "gone" },
  ];
  t.equal(
    (await hasherOf(older).check("groene olifant", salt, damaged, atOnce)).matched,
    undefined,
  );
});

t.test("a login costs one hash, whatever the number of children", async (t) => {
  let hashes = 0;
  const [key] = older;
  const derive: typeof key.derive = (purpose) => {
    if (purpose === "password-pepper") hashes += 1;
    return key.derive(purpose);
  };
  const hasher = hasherOf([{ id: key.id, derive }]);
  const { current } = await hasher.check("groene olifant", salt, [], atOnce);
  const other = { ...current, hash: current.hash.replace(/.$/, "!") };
  for (const stored of [[], [other], [other, other, current], [other, other, other, other]]) {
    hashes = 0;
    await hasher.check("groene olifant", salt, stored, atOnce);
    t.equal(hashes, 1, `${stored.length} children`);
  }
});

t.test("a hash of another cost still lets in, and is made anew at the cost of today", async (t) => {
  const cost = { memoryCost: 1_024, timeCost: 11, parallelism: 12 };
  const costly = createPasswordHasher({ keys: older, cost });
  const { current: stored } = await costly.check("groene olifant", salt, [], atOnce);
  t.match(stored.hash, "$argon2id$v=19$m=1024,t=11,p=12$");
  const check = await hasherOf(older).check("groene olifant", salt, [stored, stored], atOnce);
  t.equal(check.matched, 1);
  t.match(check.current.hash, "$m=19456,t=2,p=1$");
  t.equal(
    (await hasherOf(older).check("Groene olifant", salt, [stored], atOnce)).matched,
    undefined,
  );
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
