// A random key in the database, encrypted with the secret keys of the service, so that it survives
// a rotation of SECRET_KEY.
import { createSecretKey, type KeyObject } from "node:crypto";
import type { Clock } from "../../domain/clock.ts";
import { decrypt, encrypt } from "../../security/encryption.ts";
import type { Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import type { Database, Transaction } from "../../store/database.ts";
import {
  listWrappedKeys,
  lockWrappedKeys,
  removeWrappedKeys,
  replaceWrappedKeys,
  type WrappedKey,
  type WrappedKeyName,
} from "../../store/operator/wrapped-keys.ts";

export interface WrappedKeyReader {
  /**
   * Resolves to the key, which is read once. Creates it if there is none. Encrypts it with the first secret
   * key too, unless that is the one that encrypted it last. Called at every start, so that an old secret key
   * can be dropped safely. Calls `onLost` when no secret key decrypts the key.
   */
  read(): Promise<KeyObject>;
  /** Replaces the key if no secret key decrypts it; otherwise resolves to `false`. */
  reset(): Promise<boolean>;
}

const keyBytes = 32;

export function createWrappedKey(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly name: WrappedKeyName;
  /** Throws, or returns to have a new key created. */
  readonly onLost: () => void;
}): WrappedKeyReader {
  const { db, clock, random, keys, name, onLost } = deps;
  const purpose = `${name}-key` as const;
  let known: KeyObject | undefined;

  async function ensureKey(tx: Transaction): Promise<Buffer> {
    await lockWrappedKeys(tx, name);
    const wrapped = await listWrappedKeys(tx, name);
    const found = decryptAny(wrapped);
    if (!found && wrapped.length > 0) {
      onLost();
      await removeWrappedKeys(tx, name);
    }
    const key = found ?? random.bytes(keyBytes);
    const secretKeyId = keys[0].id;
    if (!found || wrapped[0]?.secretKeyId !== secretKeyId) {
      const encryptedKey = encrypt(keys, purpose, key, random);
      const ids = wrapped.map((one) => one.secretKeyId);
      const outdated = ids.includes(secretKeyId)
        ? [secretKeyId]
        : ids.filter((id) => !keys.some((one) => one.id === id));
      const newest = { secretKeyId, encryptedKey, createdAt: clock.now() };
      await replaceWrappedKeys(tx, name, outdated, newest);
    }
    return key;
  }

  function decryptAny(wrapped: readonly WrappedKey[]): Buffer | undefined {
    for (const { encryptedKey } of wrapped) {
      const key = decrypt(keys, purpose, encryptedKey);
      if (key) return key;
    }
    return undefined;
  }

  return {
    read: async () => {
      // An HMAC with the bytes of the key would take five times as long.
      known ??= createSecretKey(await db.asService(ensureKey));
      return known;
    },
    reset: () =>
      db.asService(async (tx) => {
        await lockWrappedKeys(tx, name);
        const wrapped = await listWrappedKeys(tx, name);
        if (wrapped.length === 0 || decryptAny(wrapped)) return false;
        await removeWrappedKeys(tx, name);
        await ensureKey(tx);
        return true;
      }),
  };
}
