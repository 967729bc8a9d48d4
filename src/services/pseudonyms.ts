// The pseudonyms hang on a random key instead of on the secret key of the service, since that one is
// changed now and then and a publisher keeps a pupil's work under its pseudonym for years.
import type { Clock } from "../domain/clock.ts";
import {
  newPairwiseKey,
  openPairwiseKey,
  pseudonymOf,
  sealPairwiseKey,
} from "../security/pseudonym.ts";
import type { Random } from "../security/random.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import type { Database, Transaction } from "../store/database.ts";
import {
  insertPairwiseKey,
  listPairwiseKeys,
  lockPairwiseKeys,
  removePairwiseKeys,
  type SealedPairwiseKey,
} from "../store/pairwise-keys.ts";

export interface PseudonymService {
  /**
   * Makes the key where there is none, and seals it with the newest secret key too. For every start,
   * so that no secret key goes before its successor can open what it sealed. Throws when none of the
   * secret keys opens it: another key would make every pupil a stranger to its publishers.
   */
  prepare(): Promise<void>;
  /**
   * Deletes a pairwise key that none of the secret keys decrypts and creates another one: every pupil gets
   * new pseudonyms. Returns `false`, and changes nothing, while the key can be decrypted.
   */
  reset(): Promise<boolean>;
  /** Of a pupil at a publisher. Throws as `prepare` does. */
  find(publisherKey: string, pupilId: string): Promise<string>;
}

export function createPseudonymService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
}): PseudonymService {
  const { db, clock, random, keys } = deps;
  let pairwiseKey: Buffer | undefined;

  async function ensureKey(tx: Transaction): Promise<Buffer> {
    await lockPairwiseKeys(tx);
    const sealed = await listPairwiseKeys(tx);
    const key = sealed.length === 0 ? newPairwiseKey(random) : open(sealed);
    const secretKeyId = keys[0].id;
    if (!sealed.some((one) => one.secretKeyId === secretKeyId)) {
      const sealedKey = sealPairwiseKey(keys, key, random);
      const inUse = keys.map(({ id }) => id);
      await insertPairwiseKey(tx, { secretKeyId, sealedKey, createdAt: clock.now() }, inUse);
    }
    return key;
  }

  function find(sealed: readonly SealedPairwiseKey[]): Buffer | undefined {
    for (const { sealedKey } of sealed) {
      const key = openPairwiseKey(keys, sealedKey);
      if (key) return key;
    }
    return undefined;
  }

  function open(sealed: readonly SealedPairwiseKey[]): Buffer {
    const key = find(sealed);
    if (key) return key;
    throw new Error(
      "The pairwise key was sealed with another SECRET_KEY than the ones given. Give that one as SECRET_KEY_PREVIOUS: without this key no publisher knows its pupils again. When it is lost, give up the pseudonyms with 'cli key reset-pseudonyms'.",
    );
  }

  async function read(): Promise<Buffer> {
    pairwiseKey ??= await db.asService(ensureKey);
    return pairwiseKey;
  }

  return {
    prepare: async () => {
      await read();
    },
    reset: async () => {
      return await db.asService(async (tx) => {
        await lockPairwiseKeys(tx);
        const sealed = await listPairwiseKeys(tx);
        if (sealed.length === 0 || find(sealed)) return false;
        await removePairwiseKeys(tx);
        await ensureKey(tx);
        return true;
      });
    },
    find: async (publisherKey, pupilId) => pseudonymOf(await read(), publisherKey, pupilId),
  };
}
