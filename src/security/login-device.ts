// The token of a browser or program that logged in at an address ("device cookie", OWASP). It
// contains neither the address nor a person and gives no access. It only separates the throttle
// counts of its holder from those of strangers.
import { createHmac, timingSafeEqual } from "node:crypto";
import { loginDeviceLifetimeSeconds } from "../domain/device.ts";
import type { Random } from "./random.ts";
import type { SecretKey, SecretKeys } from "./secret-keys.ts";

export interface LoginDevice {
  /** Random; kept when the token is renewed. */
  readonly id: string;
  readonly issuedAt: Date;
}

const idBytes = 16;
const secondsBytes = 5;
const tokenPattern = /^([A-Za-z0-9_-]{28})\.([A-Za-z0-9_-]{43})$/;

/** Returns `<id and time>.<HMAC-SHA-256 of these and the address>` in base64url. */
export function mintLoginDevice(keys: SecretKeys, emailKey: string, device: LoginDevice): string {
  const bytes = Buffer.alloc(idBytes + secondsBytes);
  bytes.write(device.id, "base64url");
  bytes.writeUIntBE(Math.floor(device.issuedAt.getTime() / 1000), idBytes, secondsBytes);
  const encoded = bytes.toString("base64url");
  return `${encoded}.${sign(keys[0], emailKey, encoded).toString("base64url")}`;
}

export function newLoginDevice(random: Random, issuedAt: Date): LoginDevice {
  return { id: random.bytes(idBytes).toString("base64url"), issuedAt };
}

/**
 * Returns the device, or `undefined` for a token of another address, an expired token and one that
 * no key signed.
 */
export function openLoginDevice(
  keys: SecretKeys,
  emailKey: string,
  token: string,
  now: Date,
): LoginDevice | undefined {
  const [, encoded, signature] = tokenPattern.exec(token) ?? [];
  if (encoded === undefined || signature === undefined) return undefined;
  const claimed = Buffer.from(signature, "base64url");
  if (!keys.some((key) => timingSafeEqual(sign(key, emailKey, encoded), claimed))) return undefined;
  const bytes = Buffer.from(encoded, "base64url");
  const issuedAt = new Date(bytes.readUIntBE(idBytes, secondsBytes) * 1000);
  if (now.getTime() - issuedAt.getTime() > loginDeviceLifetimeSeconds * 1000) return undefined;
  return { id: bytes.subarray(0, idBytes).toString("base64url"), issuedAt };
}

function sign(key: SecretKey, emailKey: string, encoded: string): Buffer {
  return createHmac("sha256", key.derive("login-device"))
    .update(`${encoded}\n${emailKey}`)
    .digest();
}
