import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
} from "node:crypto";
import type { Random } from "./random.ts";
import { seal, unseal } from "./sealing.ts";
import type { SecretKeys } from "./secret-keys.ts";

/** A key pair for access tokens (ES256, RFC 7518 §3.4), its private half sealed. */
export interface SealedSigningKey {
  /** The `kid` in tokens and in the JWKS. */
  readonly id: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  readonly sealedPrivateKey: Buffer;
}

const kidOctets = 9;

export function newSigningKey(keys: SecretKeys, random: Random): SealedSigningKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = random.bytes(kidOctets).toString("base64url");
  const der = privateKey.export({ format: "der", type: "pkcs8" });
  return {
    id,
    publicJwk: { ...publicKey.export({ format: "jwk" }), kid: id, alg: "ES256", use: "sig" },
    sealedPrivateKey: seal(keys, "signing-key", der, random),
  };
}

/** The private key as PEM. Throws when none of the secret keys has sealed it. */
export function openPrivateKey(keys: SecretKeys, key: SealedSigningKey): string {
  const der = unseal(keys, "signing-key", key.sealedPrivateKey);
  if (!der)
    throw new Error("A signing key was sealed with another SECRET_KEY than the ones given.");
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}

/** A public JWK (RFC 7517) as PEM. */
export function publicKeyPem(jwk: Readonly<Record<string, unknown>>): string {
  return createPublicKey({ key: jwk as JsonWebKey, format: "jwk" })
    .export({ format: "pem", type: "spki" })
    .toString();
}
