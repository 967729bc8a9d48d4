// Lines of the tombstone file: which rows must not return with a restored backup. A line has no id, only an
// HMAC of it, so that the file tells nothing to a reader without the secret key.
import { createHmac, timingSafeEqual } from "node:crypto";
import type { SecretKey, SecretKeys } from "./secret-keys.ts";

/**
 * `address`: a home address that was removed. `withdrawal`: a home address whose pupil left. `decline`: a
 * home address whose family declined the child; a teacher may invite it again. `client` and `issuer`:
 * credentials that were revoked. `cut` is about no row: a crash has cut off the line before it.
 */
export type TombstoneKind =
  | "school"
  | "pupil"
  | "address"
  | "withdrawal"
  | "decline"
  | "client"
  | "issuer"
  | "cut";

export interface Tombstone {
  readonly kind: TombstoneKind;
  readonly at: Date;
  /** HMAC of the kind and the id. */
  readonly subject: string;
}

/** `broken`: not a line, or changed after it was written. `unknown-key`: of another secret key. */
export type TombstoneReading =
  | Tombstone
  | "broken"
  | { readonly unknownKey: true; readonly at: Date };

const purpose = "tombstone";
const linePattern =
  /^\{"at":"(?<at>[\d:.TZ-]{24})","kind":"(?<kind>[a-z]{1,16})","key":"(?<key>[\w-]{8})","subject":"(?<subject>[\w-]{43})","mac":"(?<mac>[\w-]{43})"\}$/;

/** Returns the HMAC that the lines of a row have, under each of the keys. */
export function tombstoneSubjects(
  keys: SecretKeys,
  kind: TombstoneKind,
  id: string,
): readonly string[] {
  return keys.map((key) => subjectOf(key, kind, id));
}

/** Returns one line of JSON with its line end. */
export function writeTombstone(
  [key]: SecretKeys,
  { kind, id, at }: { readonly kind: TombstoneKind; readonly id: string; readonly at: Date },
): string {
  const subject = subjectOf(key, kind, id);
  const line = { at: at.toISOString(), kind, key: key.id, subject };
  return `${JSON.stringify({ ...line, mac: macOf(key, line) })}\n`;
}

/** Reads one line without its line end. */
export function readTombstone(keys: SecretKeys, text: string): TombstoneReading {
  const found = linePattern.exec(text)?.groups as Record<keyof Line | "mac", string> | undefined;
  const at = new Date(found?.at ?? Number.NaN);
  if (!found || Number.isNaN(at.getTime())) return "broken";
  const { mac, ...line } = found;
  const key = keys.find(({ id }) => id === line.key);
  if (!key) return { unknownKey: true, at };
  if (!timingSafeEqual(Buffer.from(macOf(key, line)), Buffer.from(mac))) return "broken";
  // The service wrote the line, so its kind is a kind; a newer version may know more of them.
  return { kind: line.kind as TombstoneKind, at, subject: line.subject };
}

interface Line {
  readonly at: string;
  readonly kind: string;
  readonly key: string;
  readonly subject: string;
}

function subjectOf(key: SecretKey, kind: TombstoneKind, id: string): string {
  return hmac(key, `subject ${kind} ${id}`);
}

function macOf(key: SecretKey, line: Line): string {
  return hmac(key, `line ${line.at} ${line.kind} ${line.subject}`);
}

function hmac(key: SecretKey, text: string): string {
  return createHmac("sha256", key.derive(purpose)).update(text).digest("base64url");
}
