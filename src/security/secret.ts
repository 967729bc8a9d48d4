import { createHash, timingSafeEqual } from "node:crypto";
import type { Random } from "./random.ts";

const secretBytes = 32;

/**
 * Returns a new 256-bit secret in base64url; long enough to be stored as a plain SHA-256 (ASVS
 * 6.5.2).
 */
export function newSecret(random: Random): string {
  return random.bytes(secretBytes).toString("base64url");
}

export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/** Compares in constant time. */
export function secretMatches(secret: string, hash: Buffer): boolean {
  return timingSafeEqual(hashSecret(secret), hash);
}
