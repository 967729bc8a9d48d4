import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";

/** What was verified, for the texts that were verified last. */
interface VerifiedTokens<Verified> {
  find(text: string): Verified | undefined;
  remember(text: string, verified: Verified): void;
}

/** Keeps at most so many, and of no token more than its hash. */
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
