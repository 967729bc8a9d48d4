import { hash as argon2 } from "@node-rs/argon2";
import t from "tap";
import {
  createPasswordHasher,
  type KnownVariant,
  type PasswordHash,
  passwordHashCost,
  pepperOf,
} from "../../src/security/password-hash.ts";
import { systemRandom } from "../../src/security/random.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import { decryptPrivateKey, newSigningKey } from "../../src/security/signing-key.ts";
import {
  decryptPassword,
  encryptPassword,
  type PasswordHashCost,
  variantOf,
} from "../../src/security/stored-password.ts";
import { atOnce } from "../support/at-once.ts";

const older = createSecretKeys("an older secret key of more than 32 bytes");
const rotated = createSecretKeys(
  "a newer secret key of more than 32 bytes",
  "an older secret key of more than 32 bytes",
);
const newer = createSecretKeys("a newer secret key of more than 32 bytes");
const salt = systemRandom.bytes(16);
const otherCost = { memoryCost: 1_024, timeCost: 11, parallelism: 12 };
/** Lowest cost of argon2id, for tests that count hashes. */
const leastCost = { memoryCost: 8, timeCost: 1, parallelism: 1 };
const nextCost = { memoryCost: 16, timeCost: 1, parallelism: 1 };
const hasherOf = (keys: typeof older, cost: PasswordHashCost = passwordHashCost) =>
  createPasswordHasher({ keys, random: systemRandom, cost });

/** Hash in the format of older versions: the secret key is the pepper of argon2id. */
async function legacyHash(
  password: string,
  [key] = older,
  cost: PasswordHashCost = passwordHashCost,
) {
  const secret = key.derive("password-pepper").export();
  return { hash: await argon2(password, { ...cost, salt, secret }), keyId: key.id };
}

/** A queue place that runs hashes immediately and counts them. */
function startCounter() {
  const counter = {
    hashes: 0,
    run: async <Result>(compute: () => Promise<Result>) => {
      counter.hashes += 1;
      return await compute();
    },
  };
  return counter;
}

t.test(
  "a password is stored as argon2id at the parameters of ASVS 11.4.2, encrypted",
  async (t) => {
    const { current } = await hasherOf(older).check("groene olifant", salt, [], atOnce);
    t.match(current.hash, /^aes-256-gcm\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w-]{80}$/);
    const decrypted = decryptPassword(older, current);
    const plain = await argon2("groene olifant", { ...passwordHashCost, salt });
    t.equal(decrypted?.digest.toString("base64").replaceAll("=", ""), plain.split("$").at(-1));
    t.equal(decryptPassword(newer, current), undefined);
  },
);

t.test("the password selects the child", async (t) => {
  const hasher = hasherOf(older);
  const stored = await Promise.all(
    ["groene olifant", "blauwe giraf"].map((password) => hasher.hash(password, salt, atOnce)),
  );
  t.equal((await hasher.check("blauwe giraf", salt, stored, atOnce)).matched, 1);
  t.equal((await hasher.check("Blauwe giraf", salt, stored, atOnce)).matched, undefined);
});

t.test("a password survives a rotation of the secret key and is outdated afterwards", async (t) => {
  const stored = await hasherOf(older).hash("groene olifant", salt, atOnce);
  const check = await hasherOf(rotated).check("groene olifant", salt, [stored], atOnce);
  t.equal(check.matched, 0);
  t.ok(check.isOutdated(stored));
  t.notOk(check.isOutdated(check.current));
  t.ok(check.matches(check.current));
  t.equal(decryptPassword(newer, check.current)?.variant.id, variantOf(passwordHashCost).id);
});

t.test("a hash of an older version matches with its key, and is outdated", async (t) => {
  const stored = await legacyHash("groene olifant");
  for (const keys of [older, rotated]) {
    const check = await hasherOf(keys).check("groene olifant", salt, [stored], atOnce);
    t.equal(check.matched, 0);
    t.ok(check.isOutdated(stored));
    const wrong = await hasherOf(keys).check("Groene olifant", salt, [stored], atOnce);
    t.equal(wrong.matched, undefined);
  }
  const { matched } = await hasherOf(newer).check("groene olifant", salt, [stored], atOnce);
  t.equal(matched, undefined, "no match without its key");
});

t.test("a hash of an older version survives its secret key once it is encrypted", async (t) => {
  const stored = await legacyHash("groene olifant");
  const decrypted = decryptPassword(rotated, stored);
  if (!decrypted) throw new Error("The row cannot be read.");
  const encrypted = encryptPassword(rotated, decrypted, systemRandom);
  const hasher = hasherOf(newer);
  t.equal((await hasher.check("groene olifant", salt, [encrypted], atOnce)).matched, undefined);
  const pepper = pepperOf(older, decrypted.variant);
  hasher.useVariants([{ variant: decrypted.variant, pepper }]);
  const check = await hasher.check("groene olifant", salt, [encrypted], atOnce);
  t.equal(check.matched, 0);
  t.ok(check.isOutdated(encrypted));
});

t.test("a damaged hash, or a hash of a removed key, matches no password", async (t) => {
  const current = await hasherOf(older).hash("groene olifant", salt, atOnce);
  const legacy = await legacyHash("groene olifant");
  const damaged = [current, legacy].flatMap((stored) => [
    { ...stored, hash: "" },
    { ...stored, hash: "$argon2id$" },
    { ...stored, hash: "aes-256-gcm$argon2id$v=19$m=19456,t=2,p=1$AAAA" },
    { ...stored, hash: stored.hash.slice(0, -2) },
    { ...stored, hash: `${stored.hash}AA` },
    { ...stored, keyId: "gone" },
  ]);
  t.equal(
    (await hasherOf(older).check("groene olifant", salt, damaged, atOnce)).matched,
    undefined,
  );
});

t.test("a check runs each hash in its turn", async (t) => {
  const turns: (() => void)[] = [];
  const place = {
    run: async <Result>(compute: () => Promise<Result>) => {
      await new Promise<void>((resolve) => turns.push(resolve));
      return await compute();
    },
  };
  const check = hasherOf(older).check("groene olifant", salt, [], place);
  t.equal(turns.length, 1);
  turns[0]?.();
  t.equal((await check).matched, undefined);
});

t.test("a login costs the same number of hashes for every address", async (t) => {
  const legacy = await legacyHash("blauwe giraf", older, leastCost);
  const legacyVariant = decryptPassword(older, legacy)?.variant;
  if (!legacyVariant) throw new Error("The row cannot be read.");
  const beforeCost = await hasherOf(older, leastCost).hash("groene olifant", salt, atOnce);
  const beforeRotation = await hasherOf(older, nextCost).hash("groene olifant", salt, atOnce);
  const legacyKnown = { variant: legacyVariant, pepper: pepperOf(older, legacyVariant) };
  const costKnown = { variant: variantOf(leastCost), pepper: undefined };
  const worlds: readonly {
    readonly name: string;
    readonly keys: typeof older;
    readonly known: readonly KnownVariant[];
    readonly stored: readonly PasswordHash[];
    readonly hashes: number;
  }[] = [
    { name: "one key", keys: older, known: [], stored: [beforeRotation], hashes: 1 },
    { name: "after a rotation", keys: rotated, known: [], stored: [beforeRotation], hashes: 1 },
    {
      name: "after a new cost",
      keys: rotated,
      known: [costKnown],
      stored: [beforeCost],
      hashes: 2,
    },
    {
      name: "with rows of an older version",
      keys: rotated,
      known: [legacyKnown, costKnown],
      stored: [legacy, beforeCost],
      hashes: 3,
    },
  ];
  for (const { name, keys, known, stored, hashes } of worlds) {
    const hasher = hasherOf(keys, nextCost);
    hasher.useVariants(known);
    const current = await hasher.hash("rode draak", salt, atOnce);
    const wrong = [...stored, current, beforeRotation];
    const households = [[], ...stored.map((one) => [one]), [current], [current, current], wrong];
    households.push(
      Array.from({ length: 8 }, (_, index) => wrong[index % wrong.length] ?? current),
    );
    for (const household of households) {
      for (const password of ["nergens van", "groene olifant", "rode draak"]) {
        const counter = startCounter();
        await hasher.check(password, salt, household, counter);
        t.equal(counter.hashes, hashes, `${name}: ${household.length} children, ${password}`);
      }
    }
  }
});

t.test("a variant that another process starts to store is computed from then on", async (t) => {
  const stored = await hasherOf(older, otherCost).hash("groene olifant", salt, atOnce);
  const hasher = hasherOf(older);
  t.equal((await hasher.check("groene olifant", salt, [stored], atOnce)).matched, 0);
  const counter = startCounter();
  await hasher.check("groene olifant", salt, [], counter);
  t.equal(counter.hashes, 2, "for an unknown address too");
});

t.test("a hash of a variant that a check did not compute matches no other password", async (t) => {
  const hasher = hasherOf(older);
  const check = await hasher.check("groene olifant", salt, [], atOnce);
  const stored = await hasherOf(older, otherCost).hash("groene olifant", salt, atOnce);
  t.throws(() => check.matches(stored), { code: "unavailable", retryAfterSeconds: 2 });
});

t.test("a hash of another cost still matches, and is replaced at the current cost", async (t) => {
  const stored = await hasherOf(older, otherCost).hash("groene olifant", salt, atOnce);
  t.match(stored.hash, "$argon2id$v=19$m=1024,t=11,p=12$");
  const check = await hasherOf(older).check("groene olifant", salt, [stored, stored], atOnce);
  t.equal(check.matched, 1);
  t.ok(check.isOutdated(stored));
  t.match(check.current.hash, "$m=19456,t=2,p=1$");
  const wrong = await hasherOf(older).check("Groene olifant", salt, [stored], atOnce);
  t.equal(wrong.matched, undefined);
});

t.test("an unknown address always has the same salt", async (t) => {
  const hasher = hasherOf(older);
  t.strictSame(hasher.decoySalt("niemand@home.nl"), hasher.decoySalt("niemand@home.nl"));
  t.notSame(hasher.decoySalt("niemand@home.nl"), hasher.decoySalt("iemand@home.nl"));
});

t.test(
  "a signing key is decrypted by the secret key that encrypted it, current or previous, and by no other",
  async (t) => {
    const key = newSigningKey(older, systemRandom);
    t.match(decryptPrivateKey(rotated, key), /^-----BEGIN PRIVATE KEY-----/);
    t.notHas(key.publicJwk, "d");
    t.throws(() => decryptPrivateKey(createSecretKeys("somebody else's secret key"), key));
  },
);
