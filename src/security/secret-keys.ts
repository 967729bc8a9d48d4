import { createHash, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/**
 * Purpose of a derived key. One master secret serves all purposes, and the keys are independent.
 */
export type KeyPurpose =
  | "activation-link"
  | "letter-code"
  | "refresh-token"
  | "password-pepper"
  | "password-hash"
  | "stored-pepper"
  | "decoy-salt"
  | "login-device"
  | "throttle-key"
  | "mail-cool-down"
  | "signing-key"
  | "pairwise-key"
  | "change-cursor"
  | "tombstone"
  | "webhook"
  | `cursor ${string}`;

export interface SecretKey {
  /** Public id of the key, stored beside its output; reveals nothing of the key. */
  readonly id: string;
  derive(purpose: KeyPurpose): KeyObject;
}

/** The service's secret keys: the first signs and encrypts, all verify and decrypt. */
export type SecretKeys = readonly [SecretKey, ...SecretKey[]];

/** What the service needs was encrypted with another secret key than the given ones. */
export class UnknownSecretKeyError extends Error {}

const derivedBytes = 32;

/**
 * Derives the keys (HKDF-SHA-256, RFC 5869) of the master secret, and of others that are accepted during a
 * rotation: the previous one and the next one.
 */
export function createSecretKeys(
  secret: string,
  ...acceptedSecrets: readonly (string | undefined)[]
): SecretKeys {
  const accepted = acceptedSecrets.filter((one) => one !== undefined);
  return [keyOf(secret), ...accepted.map(keyOf)];
}

function keyOf(secret: string): SecretKey {
  const derived = new Map<string, KeyObject>();
  const derive = (purpose: string): KeyObject => {
    const known = derived.get(purpose);
    if (known) return known;
    const bytes = hkdfSync("sha256", secret, "", `thuisinlog ${purpose}`, derivedBytes);
    const key = createSecretKey(Buffer.from(bytes));
    derived.set(purpose, key);
    return key;
  };
  const id = createHash("sha256").update(derive("id").export()).digest("base64url").slice(0, 8);
  return { id, derive };
}
