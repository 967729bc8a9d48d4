// Codes of letters. A code has 60 bits, too few for a plain hash, so it is stored as an HMAC: a stolen database
// without the secret key does not let anybody find a code by trying all of them (ASVS 6.5.2).
import { createHmac } from "node:crypto";
import type { SecretKey, SecretKeys } from "./secret-keys.ts";

/** Returns the HMAC-SHA-256 under the newest secret key: what is stored. */
export function hashLetterCode([newest]: SecretKeys, code: string): Buffer {
  return hashWith(newest, code);
}

/** Returns what may be stored of a code: its HMAC under each secret key of the service. */
export function possibleLetterHashes(keys: SecretKeys, code: string): readonly Buffer[] {
  return keys.map((key) => hashWith(key, code));
}

function hashWith(key: SecretKey, code: string): Buffer {
  return createHmac("sha256", key.derive("letter-code")).update(code).digest();
}
