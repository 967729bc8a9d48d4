const daySeconds = 24 * 60 * 60;

/** How long a device is remembered after it was last used. */
export const deviceLifetimeSeconds = 180 * daySeconds;

/** How long a browser that logged in with a password has tries of its own. */
export const loginDeviceLifetimeSeconds = 400 * daySeconds;

/** How many devices an address has at most; for one more, that which was unused longest is forgotten. */
export const devicesMax = 10;

export const deviceNameLengthMax = 100;

/** The name on one line, as long as it may be; empty when nothing of it is left. */
export function parseDeviceName(given: string): string {
  const line = given.normalize("NFC").replace(/[\p{C}\p{Z}]+/gu, " ");
  return [...line].slice(0, deviceNameLengthMax).join("").trim();
}
