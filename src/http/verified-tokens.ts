import { hash } from "node:crypto";

/** What was verified, for the texts that were verified last. */
export interface VerifiedTokens<Verified> {
  find(text: string): Verified | undefined;
  remember(text: string, verified: Verified): void;
}

/** Keeps at most so many, and of no token more than its hash. */
export function createVerifiedTokens<Verified>(max: number): VerifiedTokens<Verified> {
  // In the order of their last use, which a map keeps when an entry is taken out and put back.
  const known = new Map<string, Verified>();

  function put(key: string, verified: Verified): void {
    known.delete(key);
    known.set(key, verified);
    const [oldest] = known.size > max ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
  }

  return {
    find: (text) => {
      const key = keyOf(text);
      const verified = known.get(key);
      if (verified !== undefined) put(key, verified);
      return verified;
    },
    remember: (text, verified) => put(keyOf(text), verified),
  };
}

function keyOf(text: string): string {
  return hash("sha256", text, "base64url");
}
