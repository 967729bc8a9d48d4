import { createHash, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/** What a derived key is for; one master secret serves all, none can stand in for another. */
export type KeyPurpose =
  | "activation-link"
  | "refresh-token"
  | "password-pepper"
  | "password-hash"
  | "stored-pepper"
  | "decoy-salt"
  | "login-device"
  | "throttle-key"
  | "mail-cool-down"
  | "signing-key"
  | "pairwise-key";

export interface SecretKey {
  /** Names the key beside what was made with it; tells nothing of it. */
  readonly id: string;
  derive(purpose: KeyPurpose): KeyObject;
}

/** The service's secret keys, newest first: the first makes, all of them verify. */
export type SecretKeys = readonly [SecretKey, ...SecretKey[]];

export const secretKeyBytesMin = 32;
const derivedBytes = 32;

/** The keys derived (HKDF-SHA-256, RFC 5869) from the master secret and the one before it. */
export function createSecretKeys(secret: string, previousSecret?: string): SecretKeys {
  const newest = keyOf(secret);
  return previousSecret === undefined ? [newest] : [newest, keyOf(previousSecret)];
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
