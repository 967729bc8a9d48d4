// Browsers and programs that logged in at an address before. Their attempts are counted separately,
// so that strangers' failures do not lock them out.
import type { Clock } from "../../domain/clock.ts";
import {
  type LoginDevice,
  mintLoginDevice,
  newLoginDevice,
  openLoginDevice,
} from "../../security/login-device.ts";
import type { Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";

export interface IssuedLoginDevice {
  readonly token: string;
  /** The token that this one replaces. */
  readonly replaces: string | undefined;
}

export interface LoginDevices {
  /** Returns the device of the first token that is valid for this address. */
  find(emailKey: string, tokens: readonly string[]): LoginDevice | undefined;
  /**
   * Issues a token to a caller that has just proven to own the address; renews its earlier token.
   */
  issue(emailKey: string, tokens: readonly string[]): IssuedLoginDevice;
}

export function createLoginDevices(deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
}): LoginDevices {
  const { clock, random, keys } = deps;

  function findWithToken(emailKey: string, tokens: readonly string[]) {
    for (const token of tokens) {
      const device = openLoginDevice(keys, emailKey, token, clock.now());
      if (device) return { device, token };
    }
    return undefined;
  }

  return {
    find: (emailKey, tokens) => findWithToken(emailKey, tokens)?.device,
    issue: (emailKey, tokens) => {
      const had = findWithToken(emailKey, tokens);
      const issuedAt = clock.now();
      const device = had ? { id: had.device.id, issuedAt } : newLoginDevice(random, issuedAt);
      return { token: mintLoginDevice(keys, emailKey, device), replaces: had?.token };
    },
  };
}
