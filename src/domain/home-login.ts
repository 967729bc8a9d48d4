import { domainOf, type EmailAddress, parseEmailAddress, withoutName } from "./email-address.ts";
import { invalidRequest, type ValidationError } from "./errors.ts";
import type { MailReason } from "./mail/reason.ts";
import { say } from "./messages/messages.ts";

/** Slots of a pupil's home addresses: at most two (product rule 2). */
const slots = [1, 2] as const;
export const homeAddressesMax = slots.length;

export const addressStatuses = ["invited", "activated", "expired", "bounced"] as const;
export type AddressStatus = (typeof addressStatuses)[number];

export interface AddressState {
  readonly activatedAt: Date | null;
  readonly bouncedAt: Date | null;
  /** Expiry of the newest activation link; `null` after activation. */
  readonly expiresAt: Date | null;
}

/** Returns the state of one address of a pupil whose home login is on (product rule 3). */
export function addressStatus(address: AddressState, now: Date): AddressStatus {
  if (address.activatedAt) return "activated";
  if (address.bouncedAt) return "bounced";
  if (address.expiresAt && address.expiresAt <= now) return "expired";
  return "invited";
}

/** Whether the owner of the address declined the child; then only a teacher sends it mail. */
export function isBounced({ bounceReason }: { readonly bounceReason: MailReason | null }): boolean {
  return bounceReason === "not-their-child";
}

/** Returns when the address entered its state. */
export function statusSince(address: AddressState & { readonly invitedAt: Date }, now: Date): Date {
  const { activatedAt, bouncedAt, expiresAt, invitedAt } = address;
  const times = {
    activated: activatedAt,
    bounced: bouncedAt,
    expired: expiresAt,
    invited: invitedAt,
  };
  return times[addressStatus(address, now)] ?? invitedAt;
}

/** Filter values of the home-login list; `none` is a pupil without an address. */
export const reportStatuses = ["none", ...addressStatuses] as const;
export type ReportStatus = (typeof reportStatuses)[number];

export interface AddressChange<Current> {
  readonly kept: readonly Current[];
  readonly added: readonly EmailAddress[];
  readonly removed: readonly Current[];
}

/** Compares the current set of addresses with a new one (product rule 4); order is irrelevant. */
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

export function changesAnything({ added, removed }: AddressChange<unknown>): boolean {
  return added.length > 0 || removed.length > 0;
}

/**
 * Parses the addresses under `emails` in a body. Throws `invalid-request` with all their errors.
 */
export function parseAddresses(emails: readonly string[]): EmailAddress[] {
  const { addresses, validationErrors } = readAddresses(emails);
  if (validationErrors.length > 0) throw invalidRequest(validationErrors);
  return addresses;
}

/**
 * Parses the addresses under `emails`; returns the valid ones, and the errors of the others. An
 * `undefined` one is known to be invalid.
 */
export function readAddresses(emails: readonly (string | undefined)[]): {
  readonly addresses: EmailAddress[];
  readonly validationErrors: readonly ValidationError[];
} {
  const validationErrors: ValidationError[] = [];
  const addresses: EmailAddress[] = [];
  if (emails.length > slots.length) {
    validationErrors.push({
      pointer: "/emails",
      detail: say("emails-too-many", { max: slots.length }),
    });
  }
  if (emails.length === 0)
    validationErrors.push({ pointer: "/emails", detail: say("emails-none") });
  for (const [index, typed] of emails.entries()) {
    if (typed === undefined) continue;
    const address = parseEmailAddress(withoutName(typed));
    const pointer = `/emails/${index}`;
    if ("validationError" in address)
      validationErrors.push({ pointer, detail: address.validationError });
    else if (addresses.some(({ emailKey }) => emailKey === address.emailKey)) {
      validationErrors.push({ pointer, detail: say("email-repeated") });
    } else addresses.push(address);
  }
  return { addresses, validationErrors };
}

/** An existing address stays, even if its domain no longer accepts mail. */
export function errorsOfUndeliverableDomains(
  wanted: readonly EmailAddress[],
  { added }: AddressChange<unknown>,
  undeliverableDomains: ReadonlySet<string>,
): ValidationError[] {
  return wanted.flatMap((address, index) =>
    added.includes(address) && undeliverableDomains.has(domainOf(address.emailKey))
      ? [{ pointer: `/emails/${index}`, detail: say("email-undeliverable") }]
      : [],
  );
}

/** Gives each new address a free slot. */
export function placeAddresses(
  kept: readonly { readonly slot: number }[],
  added: readonly EmailAddress[],
): (EmailAddress & { readonly slot: number })[] {
  const free = slots.filter((slot) => kept.every((address) => address.slot !== slot));
  return added.flatMap((address, index) => {
    const slot = free[index];
    return slot === undefined ? [] : [{ ...address, slot }];
  });
}
