import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";

/** Results of the latest verifications, by token. */
interface VerifiedTokens<Verified> {
  find(text: string): Verified | undefined;
  remember(text: string, verified: Verified): void;
}

/** Keeps at most `max` tokens, and only the hash of each. */
export function createVerifiedTokens<Verified extends NonNullable<unknown>>(
  max: number,
): VerifiedTokens<Verified> {
  const known = new LRUCache<string, Verified>({ max });
  const keyOf = (text: string) => hash("sha256", text, "base64url");
  return {
    find: (text) => known.get(keyOf(text)),
    remember: (text, verified) => {
      known.set(keyOf(text), verified);
    },
  };
}
