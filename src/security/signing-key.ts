import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
} from "node:crypto";
import { decrypt, encrypt } from "./encryption.ts";
import type { Random } from "./random.ts";
import { type SecretKeys, UnknownSecretKeyError } from "./secret-keys.ts";

/** A key pair for access tokens (ES256, RFC 7518 §3.4) with an encrypted private key. */
export interface EncryptedSigningKey {
  /** The `kid` in tokens and in the JWKS. */
  readonly id: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  readonly encryptedPrivateKey: Buffer;
}

const purpose = "signing-key";
const kidBytes = 9;

export function newSigningKey(keys: SecretKeys, random: Random): EncryptedSigningKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = random.bytes(kidBytes).toString("base64url");
  const der = privateKey.export({ format: "der", type: "pkcs8" });
  return {
    id,
    publicJwk: { ...publicKey.export({ format: "jwk" }), kid: id, alg: "ES256", use: "sig" },
    encryptedPrivateKey: encrypt(keys, purpose, der, random),
  };
}

/** Returns the private key as PEM. Throws when no secret key decrypts it. */
export function decryptPrivateKey(keys: SecretKeys, key: EncryptedSigningKey): string {
  const der = openDer(keys, key);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

/**
 * Returns the private key re-encrypted with the newest secret key; `undefined` when it already is.
 * Throws when no secret key decrypts it.
 */
export function reencryptPrivateKey(
  keys: SecretKeys,
  key: EncryptedSigningKey,
  random: Random,
): Buffer | undefined {
  const [newest] = keys;
  if (decrypt([newest], purpose, key.encryptedPrivateKey)) return undefined;
  return encrypt(keys, purpose, openDer(keys, key), random);
}

/** Converts a public JWK (RFC 7517) to PEM. */
export function publicKeyPem(jwk: Readonly<Record<string, unknown>>): string {
  return createPublicKey({ key: jwk as JsonWebKey, format: "jwk" })
    .export({ format: "pem", type: "spki" })
    .toString();
}

function openDer(keys: SecretKeys, { id, encryptedPrivateKey }: EncryptedSigningKey): Buffer {
  const der = decrypt(keys, purpose, encryptedPrivateKey);
  if (der) return der;
  throw new UnknownSecretKeyError(
    `The signing key ${id} was encrypted with another SECRET_KEY than the ones given. Give that one as SECRET_KEY_PREVIOUS, or create a key with 'cli key rotate' and start again when it signs, in five minutes. Without that SECRET_KEY the pseudonyms are lost too: 'cli key reset-pseudonyms' creates others, and no publisher recognises its pupils.`,
  );
}
