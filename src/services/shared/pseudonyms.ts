// Pseudonyms derive from a random key and not from the secret key of the service: secret keys
// rotate, and a publisher keeps a pupil's work under its pseudonym for years.
import type { Clock } from "../../domain/clock.ts";
import { pseudonymOf } from "../../security/pseudonym.ts";
import type { Random } from "../../security/random.ts";
import { type SecretKeys, UnknownSecretKeyError } from "../../security/secret-keys.ts";
import type { Database } from "../../store/database.ts";
import { createWrappedKey } from "./wrapped-key.ts";

export interface PseudonymService {
  /**
   * Creates the key if there is none, and encrypts it with the newest secret key too. Called at
   * every start, so that an old secret key can be dropped safely. Throws when no secret key
   * decrypts it: with another key every pupil would be a stranger to the publishers.
   */
  prepare(): Promise<void>;
  /**
   * Replaces a pairwise key that no secret key decrypts: every pupil gets new pseudonyms. Resolves
   * to `false`, and changes nothing, while the key can be decrypted.
   */
  reset(): Promise<boolean>;
  /** Returns the pseudonym of a pupil at a publisher. Throws as `prepare` does. */
  find(publisherKey: string, pupilId: string): Promise<string>;
}

export function createPseudonymService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
}): PseudonymService {
  const { read, reset } = createWrappedKey({
    ...deps,
    name: "pairwise",
    onLost: () => {
      throw new UnknownSecretKeyError(
        "The pairwise key was encrypted with another SECRET_KEY than the ones given. Give that one as SECRET_KEY_PREVIOUS: without this key no publisher knows its pupils again. When it is lost, give up the pseudonyms with 'cli key reset-pseudonyms'.",
      );
    },
  });
  return {
    prepare: async () => {
      await read();
    },
    reset,
    find: async (publisherKey, pupilId) => pseudonymOf(await read(), publisherKey, pupilId),
  };
}
