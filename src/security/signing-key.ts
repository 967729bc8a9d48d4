import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
} from "node:crypto";
import type { Random } from "./random.ts";
import type { SecretKey, SecretKeys } from "./secret-keys.ts";

/** A key pair for access tokens (ES256, RFC 7518 §3.4), its private half sealed. */
export interface SealedSigningKey {
  /** The `kid` in tokens and in the JWKS. */
  readonly id: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  readonly sealedPrivateKey: Buffer;
}

const kidOctets = 9;
const ivOctets = 12;
const tagOctets = 16;
const cipher = "aes-256-gcm";

export function newSigningKey(keys: SecretKeys, random: Random): SealedSigningKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = random.bytes(kidOctets).toString("base64url");
  return {
    id,
    publicJwk: { ...publicKey.export({ format: "jwk" }), kid: id, alg: "ES256", use: "sig" },
    sealedPrivateKey: seal(keys[0], privateKey.export({ format: "der", type: "pkcs8" }), random),
  };
}

/** The private key as PEM. Throws when none of the secret keys has sealed it. */
export function openPrivateKey(keys: SecretKeys, key: SealedSigningKey): string {
  for (const secretKey of keys) {
    const der = open(secretKey, key.sealedPrivateKey);
    if (!der) continue;
    const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
    return privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  }
  throw new Error("A signing key was sealed with another SECRET_KEY than the ones given.");
}

/** A public JWK (RFC 7517) as PEM. */
export function publicKeyPem(jwk: Readonly<Record<string, unknown>>): string {
  return createPublicKey({ key: jwk as JsonWebKey, format: "jwk" })
    .export({ format: "pem", type: "spki" })
    .toString();
}

function seal(key: SecretKey, plain: Buffer, random: Random): Buffer {
  const iv = random.bytes(ivOctets);
  const encryption = createCipheriv(cipher, key.derive("signing-key"), iv);
  const sealed = Buffer.concat([encryption.update(plain), encryption.final()]);
  return Buffer.concat([iv, encryption.getAuthTag(), sealed]);
}

function open(key: SecretKey, sealed: Buffer): Buffer | undefined {
  const iv = sealed.subarray(0, ivOctets);
  const decryption = createDecipheriv(cipher, key.derive("signing-key"), iv);
  decryption.setAuthTag(sealed.subarray(ivOctets, ivOctets + tagOctets));
  try {
    return Buffer.concat([
      decryption.update(sealed.subarray(ivOctets + tagOctets)),
      decryption.final(),
    ]);
  } catch {
    return undefined; // sealed with another key
  }
}
