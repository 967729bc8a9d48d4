import type { Clock } from "../domain/clock.ts";
import { ServiceError } from "../domain/errors.ts";
import { blind } from "../security/secret.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import type { ThrottlePolicy } from "../security/throttle.ts";
import type { Database } from "../store/database.ts";
import { countAttempt, forgiveAttempt, removeThrottle } from "../store/throttles.ts";

/** Who tries: an address or a network, under the policy that counts it. */
export interface Attempt {
  readonly policy: ThrottlePolicy;
  readonly subject: string;
}

export interface Throttle {
  /** Counts a try as failed, before anything is looked at. Throws `too-many-requests` if it may not go on. */
  count(attempts: readonly Attempt[]): Promise<void>;
  /** It was right after all. */
  forgive(attempt: Attempt): Promise<void>;
  /** Forgets all failures. */
  forget(attempt: Attempt): Promise<void>;
}

const retryAfterMaxSeconds = 24 * 60 * 60;

export function createThrottle(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
}): Throttle {
  const keyOf = ({ policy, subject }: Attempt) => blind(deps.keys, `${policy.name}\n${subject}`);

  async function count(attempts: readonly Attempt[]): Promise<void> {
    const now = deps.clock.now();
    const blocks = await deps.db.asService((tx) =>
      Promise.all(attempts.map((attempt) => countAttempt(tx, keyOf(attempt), attempt.policy, now))),
    );
    const ends = blocks.filter((end) => end !== undefined).map((end) => end.getTime());
    if (ends.length === 0) return;
    const seconds = Math.ceil((Math.max(...ends) - now.getTime()) / 1000);
    throw new ServiceError("too-many-requests", "There were too many tries; wait a while.", {
      retryAfterSeconds: Math.min(Math.max(seconds, 1), retryAfterMaxSeconds),
    });
  }

  return {
    count,
    forgive: (attempt) => deps.db.asService((tx) => forgiveAttempt(tx, keyOf(attempt))),
    forget: (attempt) => deps.db.asService((tx) => removeThrottle(tx, keyOf(attempt))),
  };
}
