import { say } from "../../domain/messages/messages.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { createFairShares } from "./fair-share.ts";

/**
 * Runs a heavy operation of a school: a roster, a bulk activation, invitations in bulk, the list of all pupils, the
 * personal data of one. Each process runs one at a time for a school and queues two; when the queue
 * is full, or after a wait of ten seconds, it throws `unavailable`.
 */
export type HeavyWork = <Result>(
  principal: Pick<SchoolPrincipal, "brin">,
  work: () => Promise<Result>,
) => Promise<Result>;

export const heavyWorkLimits = { placesMax: 1, waitingMax: 2, waitMaxMs: 10_000 } as const;

export function createHeavyWork(): HeavyWork {
  const shares = createFairShares({
    ...heavyWorkLimits,
    detail: say("school-busy"),
  });
  return (principal, work) => shares.run(principal.brin, work);
}

/** Wraps an operation as heavy work of its caller's school. */
export function heavy<Arguments extends unknown[], Value>(
  heavyWork: HeavyWork,
  operation: (principal: SchoolPrincipal, ...rest: Arguments) => Promise<Value>,
): (principal: SchoolPrincipal, ...rest: Arguments) => Promise<Value> {
  return (principal, ...rest) => heavyWork(principal, () => operation(principal, ...rest));
}
