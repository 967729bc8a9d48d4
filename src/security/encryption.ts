// AES-256-GCM for keys that are stored in the database, and for cursors: readable only with the service's
// secret key.
import { createCipheriv, createDecipheriv } from "node:crypto";
import type { Random } from "./random.ts";
import type { KeyPurpose, SecretKey, SecretKeys } from "./secret-keys.ts";

type EncryptionPurpose = Extract<
  KeyPurpose,
  | "signing-key"
  | "pairwise-key"
  | "throttle-key"
  | "password-hash"
  | "stored-pepper"
  | `cursor ${string}`
  | "change-cursor"
  | "webhook"
>;

const ivBytes = 12;
const tagBytes = 16;
const cipher = "aes-256-gcm";

/** Encrypts with the newest secret key. */
export function encrypt(
  [newest]: SecretKeys,
  purpose: EncryptionPurpose,
  plain: Buffer,
  random: Random,
): Buffer {
  const iv = random.bytes(ivBytes);
  const encryption = createCipheriv(cipher, newest.derive(purpose), iv);
  const encrypted = Buffer.concat([encryption.update(plain), encryption.final()]);
  return Buffer.concat([iv, encryption.getAuthTag(), encrypted]);
}

/** Returns the plaintext, or `undefined` when none of the secret keys decrypts it. */
export function decrypt(
  keys: SecretKeys,
  purpose: EncryptionPurpose,
  encrypted: Buffer,
): Buffer | undefined {
  for (const key of keys) {
    const plain = decryptWith(key, purpose, encrypted);
    if (plain) return plain;
  }
  return undefined;
}

function decryptWith(
  key: SecretKey,
  purpose: EncryptionPurpose,
  encrypted: Buffer,
): Buffer | undefined {
  if (encrypted.length < ivBytes + tagBytes) return undefined; // damaged
  const iv = encrypted.subarray(0, ivBytes);
  const decryption = createDecipheriv(cipher, key.derive(purpose), iv);
  decryption.setAuthTag(encrypted.subarray(ivBytes, ivBytes + tagBytes));
  try {
    return Buffer.concat([
      decryption.update(encrypted.subarray(ivBytes + tagBytes)),
      decryption.final(),
    ]);
  } catch {
    return undefined; // encrypted with another key
  }
}
