// Links and refresh tokens name a row and prove that we made them. They are worked out again when
// needed and stored nowhere, so a stolen database opens nothing, and a forged one costs no query.
import { createHmac, timingSafeEqual } from "node:crypto";
import { parse, stringify } from "uuid";
import type { KeyPurpose, SecretKey, SecretKeys } from "./secret-keys.ts";

export interface RowReference {
  readonly schoolId: string;
  readonly id: string;
  /** Which of the tokens of this row; a link has but one. */
  readonly generation: number;
}

type RowTokenPurpose = Extract<KeyPurpose, "activation-link" | "refresh-token">;

const uuidBytes = 16;
const generationBytes = 4;
const referenceBytes = 2 * uuidBytes + generationBytes;
const tokenPattern = /^([A-Za-z0-9_-]{48})\.([A-Za-z0-9_-]{43})$/;

/** `<school, row and generation>.<HMAC-SHA-256>` in base64url: always the same for the same row. */
export function signRowToken(
  keys: SecretKeys,
  purpose: RowTokenPurpose,
  reference: RowReference,
): string {
  const encoded = encode(reference);
  return `${encoded}.${sign(keys[0], purpose, encoded).toString("base64url")}`;
}

/** What the token names, or `undefined` for every token that none of our keys has made. */
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
