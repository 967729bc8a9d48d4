// The stored form of a password: the parameters of argon2id in the clear, its result encrypted with
// a secret key. The key is outside argon2id, so a key rotation re-encrypts rows without the
// passwords.

import { decrypt, encrypt } from "./encryption.ts";
import type { Random } from "./random.ts";
import type { SecretKeys } from "./secret-keys.ts";

export interface PasswordHash {
  /** `aes-256-gcm$<variant>$<base64url>`, or argon2id in PHC form as older versions stored it. */
  readonly hash: string;
  /** Id of the secret key that encrypts it. In PHC form: of the key that is its pepper. */
  readonly keyId: string;
}

/** Parameters of argon2id: KiB of memory, passes, lanes. */
export interface PasswordHashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/**
 * Parameters of a hash: passwords of one variant and one salt need one computation. The id is the
 * first part of a PHC string, `argon2id$v=19$m=19456,t=2,p=1`, with `,keyid=<id>` if the secret key
 * with that id is a pepper, as in hashes of older versions.
 */
export interface PasswordVariant extends PasswordHashCost {
  readonly id: string;
  readonly pepperKeyId: string | undefined;
}

export interface DecryptedPassword {
  readonly variant: PasswordVariant;
  readonly digest: Buffer;
}

const purpose = "password-hash";
const encryptedPattern = /^aes-256-gcm\$(argon2id\$[^$]+\$[^$]+)\$([\w-]+)$/;
const phcPattern = /^\$(argon2id\$v=19\$m=\d+,t=\d+,p=\d+)\$[^$]+\$([^$]+)$/;
const variantPattern = /^argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)(?:,keyid=([\w-]+))?$/;

export function variantOf(cost: PasswordHashCost, pepperKeyId?: string): PasswordVariant {
  const { memoryCost, timeCost, parallelism } = cost;
  const pepper = pepperKeyId === undefined ? "" : `,keyid=${pepperKeyId}`;
  const id = `argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}${pepper}`;
  return { memoryCost, timeCost, parallelism, id, pepperKeyId };
}

/** Returns the variant with this id, or `undefined` if this version cannot compute it. */
export function parseVariant(id: string): PasswordVariant | undefined {
  const match = variantPattern.exec(id);
  if (!match) return undefined;
  const [memoryCost = 0, timeCost = 0, parallelism = 0] = match.slice(1, 4).map(Number);
  return { memoryCost, timeCost, parallelism, id, pepperKeyId: match[4] };
}

/** Encrypts with the newest secret key. */
export function encryptPassword(
  keys: SecretKeys,
  { variant, digest }: DecryptedPassword,
  random: Random,
): PasswordHash {
  const encrypted = encrypt(keys, purpose, digest, random).toString("base64url");
  return { hash: `aes-256-gcm$${variant.id}$${encrypted}`, keyId: keys[0].id };
}

/** Returns `undefined` if the row is damaged or none of the secret keys decrypts it. */
export function decryptPassword(
  keys: SecretKeys,
  { hash, keyId }: PasswordHash,
): DecryptedPassword | undefined {
  const [, plainId, plainDigest] = phcPattern.exec(hash) ?? [];
  if (plainId !== undefined && plainDigest !== undefined) {
    const variant = parseVariant(`${plainId},keyid=${keyId}`);
    return variant && { variant, digest: Buffer.from(plainDigest, "base64") };
  }
  const [, id = "", encrypted = ""] = encryptedPattern.exec(hash) ?? [];
  const variant = parseVariant(id);
  const key = keys.find((one) => one.id === keyId);
  if (!variant || !key) return undefined;
  const digest = decrypt([key], purpose, Buffer.from(encrypted, "base64url"));
  return digest && { variant, digest };
}

/** Whether the row is encrypted, and not in PHC form. */
export function isEncrypted({ hash }: PasswordHash): boolean {
  return encryptedPattern.test(hash);
}
