import { daySeconds } from "./clock.ts";
import { truncated } from "./text.ts";

/** A device is remembered for this long after its last use. */
export const deviceLifetimeSeconds = 180 * daySeconds;

/** A browser that logged in with a password has its own throttle counts for this long. */
export const loginDeviceLifetimeSeconds = 400 * daySeconds;

/** Maximum number of devices of an address; one more replaces the least recently used one. */
export const devicesMax = 10;

export const deviceNameLengthMax = 100;

/**
 * Returns the name on one line, cut to its maximum length; empty when no visible character is left.
 */
export function parseDeviceName(given: string): string {
  const line = truncated(given, 2 * deviceNameLengthMax)
    .normalize("NFC")
    .replace(/[\p{C}\p{Z}]+/gu, " ");
  return truncated(line, deviceNameLengthMax).trim();
}
