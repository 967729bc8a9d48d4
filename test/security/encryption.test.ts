import t from "tap";
import { decrypt, encrypt } from "../../src/security/encryption.ts";
import { type Random, systemRandom } from "../../src/security/random.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";

const keys = createSecretKeys("an older secret key of more than 32 octets");
const sevens: Random = { bytes: (size) => Buffer.alloc(size, 7), fraction: () => 0 };

t.test("encrypted values can be decrypted in every version, only for their purpose", async (t) => {
  const encrypted = Buffer.from(
    "BwcHBwcHBwcHBwcHvBBjaPMRjwnETDGmIcBqJldZ-1d2ymsiNPyvnGI",
    "base64url",
  );
  t.strictSame(encrypt(keys, "signing-key", Buffer.from("a key of ours"), sevens), encrypted);
  t.equal(`${decrypt(keys, "signing-key", encrypted)}`, "a key of ours");
  t.equal(decrypt(keys, "pairwise-key", encrypted), undefined);
  t.equal(
    decrypt(createSecretKeys("somebody else's secret key"), "signing-key", encrypted),
    undefined,
  );
  const changed = Buffer.from(encrypted);
  changed[encrypted.length - 1] = 0;
  t.equal(decrypt(keys, "signing-key", changed), undefined);
  const pairwiseKey = Buffer.alloc(32, 7);
  const encryptedKey =
    "BwcHBwcHBwcHBwcHVZyphundtN-mAAQFJV3rdi4YDwDFYGanl4iDT6zCerfEAJQzLNeB0pyqwSJsiAsj";
  t.equal(encrypt(keys, "pairwise-key", pairwiseKey, sevens).toString("base64url"), encryptedKey);
  t.strictSame(decrypt(keys, "pairwise-key", Buffer.from(encryptedKey, "base64url")), pairwiseKey);
});

t.test("the newest secret key encrypts, and the previous one still decrypts", async (t) => {
  const plain = Buffer.from("a key of ours");
  const old = encrypt(keys, "throttle-key", plain, systemRandom);
  const both = createSecretKeys(
    "a newer secret key of more than 32 bytes",
    "an older secret key of more than 32 octets",
  );
  t.strictSame(decrypt(both, "throttle-key", old), plain);
  const fresh = encrypt(both, "throttle-key", plain, systemRandom);
  t.strictSame(decrypt([both[0]], "throttle-key", fresh), plain);
  t.equal(decrypt(keys, "throttle-key", fresh), undefined);
});

t.test(
  "the same value is encrypted differently each time, and a damaged one is none",
  async (t) => {
    const encryptAgain = () => encrypt(keys, "throttle-key", Buffer.from("a key"), systemRandom);
    t.notOk(encryptAgain().equals(encryptAgain()));
    const encrypted = encryptAgain();
    for (const length of [0, 11, 12, 27, 28, encrypted.length - 1]) {
      t.equal(decrypt(keys, "throttle-key", encrypted.subarray(0, length)), undefined, `${length}`);
    }
  },
);
