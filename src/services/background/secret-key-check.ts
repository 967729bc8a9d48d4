// A replica without the secret key that the others use would reject their tokens and passwords.
import type { SecretKeys } from "../../security/secret-keys.ts";
import type { Database } from "../../store/database.ts";
import { listWrappedKeys } from "../../store/operator/wrapped-keys.ts";

export interface SecretKeyCheck {
  /**
   * Calls `onUnknownKey` once when this process does not have the secret key that was put into use last.
   * Resolves to `false`.
   */
  step(): Promise<boolean>;
}

export const unknownSecretKey =
  "Another process of this service uses a SECRET_KEY that this one does not have. Give this one the same key, as SECRET_KEY or SECRET_KEY_NEXT.";

export function createSecretKeyCheck(deps: {
  readonly db: Database;
  readonly keys: SecretKeys;
  readonly onUnknownKey: (error: Error) => void;
}): SecretKeyCheck {
  const { db, keys, onUnknownKey } = deps;
  let isKnown = true;

  return {
    step: async () => {
      // Every start writes this key as its first secret key has encrypted it.
      const [newest] = await db.asService((tx) => listWrappedKeys(tx, "pairwise"));
      const wasKnown = isKnown;
      isKnown = newest === undefined || keys.some(({ id }) => id === newest.secretKeyId);
      if (wasKnown && !isKnown) onUnknownKey(new Error(unknownSecretKey));
      return false;
    },
  };
}
