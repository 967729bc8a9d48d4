// The pseudonyms hang on a random key instead of on the secret key of the service, since that one is
// changed now and then and a publisher keeps a pupil's work under its pseudonym for years.
import type { Clock } from "../../domain/clock.ts";
import { pseudonymOf } from "../../security/pseudonym.ts";
import type { Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import type { Database } from "../../store/database.ts";
import { createWrappedKey } from "./wrapped-key.ts";

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
  const { read, reset } = createWrappedKey({
    ...deps,
    name: "pairwise",
    onLost: () => {
      throw new Error(
        "The pairwise key was sealed with another SECRET_KEY than the ones given. Give that one as SECRET_KEY_PREVIOUS: without this key no publisher knows its pupils again. When it is lost, give up the pseudonyms with 'cli key reset-pseudonyms'.",
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
