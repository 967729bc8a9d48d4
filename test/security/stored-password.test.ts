import t from "tap";
import { systemRandom } from "../../src/security/random.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import {
  decryptPassword,
  encryptPassword,
  isEncrypted,
  parseVariant,
  variantOf,
} from "../../src/security/stored-password.ts";

const keys = createSecretKeys("an older secret key of more than 32 bytes");
const variant = variantOf({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
const digest = Buffer.alloc(32, 7);

t.test("an encrypted password has its parameters in the clear, and its digest not", async (t) => {
  const stored = encryptPassword(keys, { variant, digest }, systemRandom);
  t.match(stored.hash, /^aes-256-gcm\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w-]+$/);
  t.notMatch(stored.hash, digest.toString("base64url"));
  t.equal(stored.keyId, keys[0].id);
  t.ok(isEncrypted(stored));
  t.strictSame(decryptPassword(keys, stored), { variant, digest });
});

t.test("only the key that encrypted a password decrypts it", async (t) => {
  const stored = encryptPassword(keys, { variant, digest }, systemRandom);
  const [newest] = createSecretKeys("a newer secret key of more than 32 bytes");
  t.strictSame(decryptPassword([newest, ...keys], stored), { variant, digest });
  t.equal(decryptPassword([newest], stored), undefined);
  t.equal(decryptPassword([newest, ...keys], { ...stored, keyId: newest.id }), undefined);
});

t.test("the form of older versions is read with its key as a pepper", async (t) => {
  const hash = `$argon2id$v=19$m=8,t=1,p=1$c2FsdA$${digest.toString("base64")}`;
  const found = decryptPassword(keys, { hash, keyId: "pepper" });
  t.match(found, { digest, variant: { memoryCost: 8, timeCost: 1, pepperKeyId: "pepper" } });
  t.notOk(isEncrypted({ hash, keyId: "pepper" }));
});

t.test("a variant is parsed from its id, and another algorithm is unknown", async (t) => {
  for (const one of [variant, variantOf(variant, "a-key_id")]) {
    t.strictSame(parseVariant(one.id), one);
  }
  for (const id of [
    "",
    "argon2i$v=19$m=8,t=1,p=1",
    "argon2id$v=16$m=8,t=1,p=1",
    `${variant.id},x=1`,
  ]) {
    t.equal(parseVariant(id), undefined, id);
  }
  for (const hash of ["", "a hash", "aes-256-gcm$argon2id$v=19$m=8,t=1,p=1$", "$2b$10$x"]) {
    t.equal(decryptPassword(keys, { hash, keyId: keys[0].id }), undefined, hash);
  }
});
