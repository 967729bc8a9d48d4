import { createPublicKey, sign, verify } from "node:crypto";
import t from "tap";
import { decrypt } from "../../src/security/encryption.ts";
import { systemRandom } from "../../src/security/random.ts";
import { createSecretKeys } from "../../src/security/secret-keys.ts";
import {
  decryptPrivateKey,
  newSigningKey,
  publicKeyPem,
  reencryptPrivateKey,
} from "../../src/security/signing-key.ts";

const older = createSecretKeys("an older secret key of more than 32 bytes");
const rotated = createSecretKeys(
  "a newer secret key of more than 32 bytes",
  "an older secret key of more than 32 bytes",
);
const newer = createSecretKeys("a newer secret key of more than 32 bytes");
const text = Buffer.from("a text");

t.test("the public key verifies signatures of the private key", async (t) => {
  const key = newSigningKey(older, systemRandom);
  const signature = sign("sha256", text, decryptPrivateKey(older, key));
  t.ok(verify("sha256", text, publicKeyPem(key.publicJwk), signature));
  const other = newSigningKey(older, systemRandom);
  t.notOk(verify("sha256", text, publicKeyPem(other.publicJwk), signature));
});

t.test("the public JWK has its use and algorithm, and no private part", async (t) => {
  const { id, publicJwk } = newSigningKey(older, systemRandom);
  t.match(id, /^[\w-]{12}$/);
  t.match(publicJwk, { kty: "EC", crv: "P-256", kid: id, alg: "ES256", use: "sig" });
  t.strictSame(Object.keys(publicJwk).sort(), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
  t.equal(createPublicKey(publicKeyPem(publicJwk)).asymmetricKeyType, "ec");
});

t.test("the private key is encrypted for signing only", async (t) => {
  const { encryptedPrivateKey } = newSigningKey(older, systemRandom);
  t.ok(decrypt(older, "signing-key", encryptedPrivateKey));
  t.notOk(decrypt(older, "pairwise-key", encryptedPrivateKey));
});

t.test(
  "a key is encrypted anew once, and then decrypted without the previous secret key",
  async (t) => {
    const key = newSigningKey(older, systemRandom);
    const reencrypted = reencryptPrivateKey(rotated, key, systemRandom);
    if (!reencrypted) throw new Error("The key was not encrypted anew.");
    const anew = { ...key, encryptedPrivateKey: reencrypted };
    t.equal(decryptPrivateKey(newer, anew), decryptPrivateKey(older, key));
    t.equal(reencryptPrivateKey(rotated, anew, systemRandom), undefined);
  },
);

t.test(
  "the error for a lost secret key names the signing key and the commands that help",
  async (t) => {
    const key = newSigningKey(older, systemRandom);
    const lost = new RegExp(`${key.id} .* SECRET_KEY_PREVIOUS, .* 'cli key rotate'`);
    t.throws(() => decryptPrivateKey(newer, key), { message: lost });
    t.throws(() => reencryptPrivateKey(newer, key, systemRandom), { message: lost });
  },
);
