// Under which name publishers know a pupil: the same for years, another one for each publisher, and
// not to be turned back without the key (pairwise, OpenID Connect Core 1.0 §8.1).
import { createHmac } from "node:crypto";
import type { Random } from "./random.ts";
import { seal, unseal } from "./sealing.ts";
import type { SecretKeys } from "./secret-keys.ts";

const keyOctets = 32;

export function newPairwiseKey(random: Random): Buffer {
  return random.bytes(keyOctets);
}

export function sealPairwiseKey(keys: SecretKeys, pairwiseKey: Buffer, random: Random): Buffer {
  return seal(keys, "pairwise-key", pairwiseKey, random);
}

/** `undefined` when none of the secret keys has sealed it. */
export function openPairwiseKey(keys: SecretKeys, sealed: Buffer): Buffer | undefined {
  return unseal(keys, "pairwise-key", sealed);
}

/** HMAC-SHA-256 in base64url. */
export function pseudonymOf(pairwiseKey: Buffer, publisherKey: string, pupilId: string): string {
  return createHmac("sha256", pairwiseKey).update(`${publisherKey} ${pupilId}`).digest("base64url");
}
