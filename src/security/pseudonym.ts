// A pupil's pseudonym at a publisher: stable for years, different for each publisher, and
// irreversible without the key (pairwise, OpenID Connect Core 1.0 §8.1).
import { createHmac, type KeyObject } from "node:crypto";

/** HMAC-SHA-256 in base64url. */
export function pseudonymOf(pairwiseKey: KeyObject, publisherKey: string, pupilId: string): string {
  return createHmac("sha256", pairwiseKey).update(`${publisherKey} ${pupilId}`).digest("base64url");
}
