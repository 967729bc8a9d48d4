import type { EmailAddress } from "./email-address.ts";

/** How many home addresses a pupil may have (product rule 2). */
export const addressesMax = 2;

export const addressStatuses = ["invited", "activated", "expired", "bounced"] as const;
export type AddressStatus = (typeof addressStatuses)[number];

export interface AddressState {
  readonly activatedAt: Date | null;
  readonly bouncedAt: Date | null;
  /** End of the newest activation link; `null` once a password has been made. */
  readonly expiresAt: Date | null;
}

/** The state of one address behind the "Ja" of its pupil (product rule 3). */
export function addressStatus(address: AddressState, now: Date): AddressStatus {
  if (address.activatedAt) return "activated";
  if (address.bouncedAt) return "bounced";
  if (address.expiresAt && address.expiresAt <= now) return "expired";
  return "invited";
}

interface AddressChange<Current> {
  readonly kept: readonly Current[];
  readonly added: readonly EmailAddress[];
  readonly removed: readonly Current[];
}

/** What replacing one set of addresses by another comes to (product rule 4); order plays no part. */
export function compareAddresses<Current extends { readonly emailKey: string }>(
  current: readonly Current[],
  wanted: readonly EmailAddress[],
): AddressChange<Current> {
  const wantedKeys = new Set(wanted.map((address) => address.emailKey));
  const currentKeys = new Set(current.map((address) => address.emailKey));
  return {
    kept: current.filter((address) => wantedKeys.has(address.emailKey)),
    added: wanted.filter((address) => !currentKeys.has(address.emailKey)),
    removed: current.filter((address) => !wantedKeys.has(address.emailKey)),
  };
}
