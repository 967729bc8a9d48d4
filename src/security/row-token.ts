// Tokens of links and sessions: they name a row, signed by this service. They are derived when
// needed and never stored, so a stolen database gives no access, and a forged token costs no query.
import { createHmac, timingSafeEqual } from "node:crypto";
import { parse, stringify } from "uuid";
import type { KeyPurpose, SecretKey, SecretKeys } from "./secret-keys.ts";

export interface RowReference {
  readonly schoolId: string;
  readonly id: string;
  /** Sequence number of the row's token; a link has only one. */
  readonly generation: number;
}

type RowTokenPurpose = Extract<KeyPurpose, "activation-link" | "refresh-token">;

const uuidBytes = 16;
const generationBytes = 4;
const referenceBytes = 2 * uuidBytes + generationBytes;
const tokenPattern = /^([A-Za-z0-9_-]{48})\.([A-Za-z0-9_-]{43})$/;

/** Returns `<school, row and generation>.<HMAC-SHA-256>` in base64url; deterministic. */
export function signRowToken(
  keys: SecretKeys,
  purpose: RowTokenPurpose,
  reference: RowReference,
): string {
  const encoded = encode(reference);
  return `${encoded}.${sign(keys[0], purpose, encoded).toString("base64url")}`;
}

/** Returns the reference in the token, or `undefined` if none of the keys signed it. */
export function verifyRowToken(
  keys: SecretKeys,
  purpose: RowTokenPurpose,
  token: string,
): RowReference | undefined {
  const [, encoded, signature] = tokenPattern.exec(token) ?? [];
  if (encoded === undefined || signature === undefined) return undefined;
  const claimed = Buffer.from(signature, "base64url");
  const isOurs = keys.some((key) => timingSafeEqual(sign(key, purpose, encoded), claimed));
  return isOurs ? decode(encoded) : undefined;
}

function sign(key: SecretKey, purpose: RowTokenPurpose, encoded: string): Buffer {
  return createHmac("sha256", key.derive(purpose)).update(encoded).digest();
}

function encode({ schoolId, id, generation }: RowReference): string {
  const bytes = Buffer.alloc(referenceBytes);
  bytes.set(parse(schoolId), 0);
  bytes.set(parse(id), uuidBytes);
  bytes.writeUInt32BE(generation, 2 * uuidBytes);
  return bytes.toString("base64url");
}

function decode(encoded: string): RowReference {
  const bytes = Buffer.from(encoded, "base64url");
  return {
    schoolId: stringify(bytes, 0),
    id: stringify(bytes, uuidBytes),
    generation: bytes.readUInt32BE(2 * uuidBytes),
  };
}
