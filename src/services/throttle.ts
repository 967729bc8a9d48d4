import type { Clock } from "../domain/clock.ts";
import { ServiceError } from "../domain/errors.ts";
import type { Metrics } from "../domain/metrics.ts";
import { blind } from "../security/secret.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import type { ThrottlePolicy } from "../security/throttle.ts";
import type { Database, Transaction } from "../store/database.ts";
import { countAttempt, findBlock, removeThrottle } from "../store/throttles.ts";

/** Who tries: an address or a network, under the policy that counts it. */
export interface Attempt {
  readonly policy: ThrottlePolicy;
  readonly subject: string;
}

/**
 * An address is counted before anything is looked at, so that no number of tries at once gets past
 * it. A network is only watched, and its failures are counted after: behind one may sit a whole
 * school, or all phones of a provider, whose right tries must not stand in each other's way.
 */
export interface Throttle {
  /**
   * Throws `too-many-requests` for who may not go on under any of them; counts a try as failed
   * under those that are `counted`.
   */
  admit(attempts: {
    readonly counted?: readonly Attempt[];
    readonly watched?: readonly Attempt[];
  }): Promise<void>;
  /** Counts a failure of who was watched. */
  fail(attempt: Attempt): Promise<void>;
  /** Forgets all failures: it was right. */
  forget(attempt: Attempt): Promise<void>;
  /** The same with what else is forgotten, in one transaction. */
  forgetIn(tx: Transaction, attempt: Attempt): Promise<void>;
}

const retryAfterMaxSeconds = 24 * 60 * 60;

export function createThrottle(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly metrics: Pick<Metrics, "countThrottled">;
}): Throttle {
  const keyOf = ({ policy, subject }: Attempt) => blind(deps.keys, `${policy.name}\n${subject}`);

  const countIn = (tx: Transaction, attempt: Attempt, now: Date) =>
    countAttempt(tx, keyOf(attempt), attempt.policy, now);

  async function admit({ counted = [], watched = [] }: Parameters<Throttle["admit"]>[0]) {
    const now = deps.clock.now();
    const blocks = await deps.db.asService((tx) =>
      Promise.all([
        ...watched.map((attempt) => findBlock(tx, keyOf(attempt), now)),
        ...counted.map((attempt) => countIn(tx, attempt, now)),
      ]),
    );
    const ends = blocks.filter((end) => end !== undefined).map((end) => end.getTime());
    if (ends.length === 0) return;
    for (const [index, { policy }] of [...watched, ...counted].entries()) {
      if (blocks[index] !== undefined) deps.metrics.countThrottled(policy.name);
    }
    const seconds = Math.ceil((Math.max(...ends) - now.getTime()) / 1000);
    throw new ServiceError("too-many-requests", "There were too many tries; wait a while.", {
      retryAfterSeconds: Math.min(Math.max(seconds, 1), retryAfterMaxSeconds),
    });
  }

  return {
    admit,
    fail: async (attempt) => {
      await deps.db.asService((tx) => countIn(tx, attempt, deps.clock.now()));
    },
    forget: (attempt) => deps.db.asService((tx) => removeThrottle(tx, keyOf(attempt))),
    forgetIn: (tx, attempt) => removeThrottle(tx, keyOf(attempt)),
  };
}
