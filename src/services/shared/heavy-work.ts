import { say } from "../../domain/messages/messages.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { createFairShares } from "./fair-share.ts";
import { restAfter } from "./rest.ts";

type Caller = Pick<SchoolPrincipal, "brin">;

/**
 * Heavy operations of schools: a roster, a bulk activation, invitations in bulk, the list of all
 * pupils, the personal data of one. Each process runs one at a time for a school and queues two. It
 * rests before a queued one, so that a school that sends them without end takes a quarter of the time.
 */
export interface HeavyWork {
  /** Runs an operation. Throws `unavailable` when the queue is full, or after a wait of ten seconds. */
  run<Result>(caller: Caller, work: () => Promise<Result>): Promise<Result>;
  /** Throws `unavailable` when the queue is full: refuses an operation before anything is done for it. */
  requireRoom(caller: Caller): void;
}

export const heavyWorkLimits = { placesMax: 1, waitingMax: 2, waitMaxMs: 10_000 } as const;

export function createHeavyWork(): HeavyWork {
  const shares = createFairShares({
    ...heavyWorkLimits,
    detail: say("school-busy"),
    rest: restAfter,
  });
  return {
    run: ({ brin }, work) => shares.run(brin, work),
    requireRoom: ({ brin }) => shares.requireRoom(brin),
  };
}

/** Wraps an operation as heavy work of its caller's school. */
export function heavy<Arguments extends unknown[], Value>(
  heavyWork: Pick<HeavyWork, "run">,
  operation: (principal: SchoolPrincipal, ...rest: Arguments) => Promise<Value>,
): (principal: SchoolPrincipal, ...rest: Arguments) => Promise<Value> {
  return (principal, ...rest) => heavyWork.run(principal, () => operation(principal, ...rest));
}
