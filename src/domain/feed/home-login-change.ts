/** Types of the changes that a portal can follow. */
export const homeLoginChangeTypes = [
  "invited",
  "activated",
  "bounced",
  "declined",
  "removed",
  "expired",
  "left",
  "returned",
] as const;
export type HomeLoginChangeType = (typeof homeLoginChangeTypes)[number];

/** Days for which changes are kept, and for which a cursor can be used. */
export const changesKeptDays = 30;

/**
 * A place in the order of all changes: by the transaction that wrote them, then by their number. A
 * reader at a place has read all changes up to it.
 */
export interface ChangePosition {
  /** Id of a transaction (`xid8`). */
  readonly transaction: bigint;
  readonly number: bigint;
}

/** Before the oldest change. */
export const beforeAllChanges: ChangePosition = { transaction: 0n, number: 0n };

/** After all changes of transactions that ended before this one. */
export function beforeTransaction(transaction: bigint): ChangePosition {
  return { transaction, number: 0n };
}

export function isBefore(one: ChangePosition, other: ChangePosition): boolean {
  if (one.transaction !== other.transaction) return one.transaction < other.transaction;
  return one.number < other.number;
}
