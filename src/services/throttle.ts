import type { Clock } from "../domain/clock.ts";
import { ServiceError } from "../domain/errors.ts";
import type { Metrics } from "../domain/metrics.ts";
import { blind } from "../security/secret.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import type { ThrottlePolicy } from "../security/throttle.ts";
import { ask, type Database, type Transaction } from "../store/database.ts";
import type { Question } from "../store/question.ts";
import { countAttempt, findBlock, removeThrottles } from "../store/throttles.ts";

/** Who tries: an address or a network, under the policy that counts it. */
export interface Attempt {
  readonly policy: ThrottlePolicy;
  readonly subject: string;
}

/** Those that are `counted` are so as failed, in the same moment in which they are admitted. */
export interface Attempts {
  readonly counted?: readonly Attempt[];
  readonly watched?: readonly Attempt[];
}

/** Until when nothing may be tried; `undefined` when it may now. */
export type BlockedUntil = Date | undefined;

/**
 * An address is counted before anything is looked at, so that no number of tries at once gets past
 * it. A network is only watched, and its failures are counted after: behind one may sit a whole
 * school, or all phones of a provider, whose right tries must not stand in each other's way.
 */
export interface Throttle {
  /** Throws `too-many-requests` for who may not go on under any of them. */
  admit(attempts: Attempts): Promise<void>;
  /** The same in two parts, for who asks more at once. */
  askFor(attempts: Attempts): readonly Question<BlockedUntil>[];
  requireAdmitted(attempts: Attempts, answers: readonly BlockedUntil[]): void;
  /** Counts a failure of who was watched. */
  fail(attempt: Attempt): Promise<void>;
  /** Forgets all failures, in the transaction of what was right. */
  forgetIn(tx: Transaction, attempt: Attempt): Promise<void>;
  /** The same with what else is asked at once. */
  forgetting(...attempts: readonly Attempt[]): Question<void>;
}

const retryAfterMaxSeconds = 24 * 60 * 60;

export function createThrottle(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly metrics: Pick<Metrics, "countThrottled">;
}): Throttle {
  const keyOf = ({ policy, subject }: Attempt) => blind(deps.keys, `${policy.name}\n${subject}`);

  const count = (attempt: Attempt, now: Date) => countAttempt(keyOf(attempt), attempt.policy, now);
  const forgetting = (...attempts: readonly Attempt[]) => removeThrottles(attempts.map(keyOf));

  function askFor({ counted = [], watched = [] }: Attempts): Question<BlockedUntil>[] {
    const now = deps.clock.now();
    return [
      ...watched.map((attempt) => findBlock(keyOf(attempt), now)),
      ...counted.map((attempt) => count(attempt, now)),
    ];
  }

  function requireAdmitted(
    { counted = [], watched = [] }: Attempts,
    answers: readonly BlockedUntil[],
  ): void {
    const ends = answers.filter((end) => end !== undefined).map((end) => end.getTime());
    if (ends.length === 0) return;
    for (const [index, { policy }] of [...watched, ...counted].entries()) {
      if (answers[index] !== undefined) deps.metrics.countThrottled(policy.name);
    }
    const seconds = Math.ceil((Math.max(...ends) - deps.clock.now().getTime()) / 1000);
    throw new ServiceError("too-many-requests", "There were too many tries; wait a while.", {
      retryAfterSeconds: Math.min(Math.max(seconds, 1), retryAfterMaxSeconds),
    });
  }

  return {
    admit: async (attempts) =>
      requireAdmitted(attempts, await deps.db.askAsService(askFor(attempts))),
    askFor,
    requireAdmitted,
    fail: async (attempt) => {
      await deps.db.askAsService([count(attempt, deps.clock.now())]);
    },
    forgetIn: (tx, attempt) => ask(tx, forgetting(attempt)),
    forgetting,
  };
}
