// Slows down callers that guess; docs/throttling.md explains the design.

import { createHmac } from "node:crypto";
import type { Clock } from "../../domain/clock.ts";
import { ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import type { Metrics } from "../../domain/metrics.ts";
import { networksAround } from "../../domain/network.ts";
import type { Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import type { NetworkPolicy, ThrottlePolicy } from "../../security/throttle-policies.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import {
  type CountedAttempt,
  type CountOutcome,
  countTries,
  type TryToCount,
} from "../../store/family/throttle-counts.ts";
import {
  addFailure,
  findBlock,
  removeThrottles,
  resetPart,
  type Settlement,
  settleAttempts,
} from "../../store/family/throttles.ts";
import type { Statement } from "../../store/statement.ts";
import { createWrappedKey } from "./wrapped-key.ts";

/** A subject (address, network, link or device) that tries, and the policy that counts it. */
export interface Attempt {
  readonly policy: ThrottlePolicy;
  readonly subject: string;
}

/** Counts of the admitted attempts, in their order. */
export type Admission = readonly CountedAttempt[];

export interface Throttle {
  /** Reads the HMAC key of the counters, so that no request has to. */
  prepare(): Promise<void>;
  /**
   * Counts all attempts, or none when one of them is blocked, and then throws `too-many-requests`.
   */
  admit(attempts: readonly Attempt[]): Promise<Admission>;
  /** Returns the rows that count attempts, to be counted with those of others. */
  triesOf(attempts: readonly Attempt[]): Promise<readonly TryToCount[]>;
  /** Checks the outcome of a count. */
  requireAdmitted(outcome: CountOutcome): Promise<Admission>;
  /** Undoes the counts of a successful attempt, and resets the failures in a row of `reset`. */
  succeeding(admission: Admission, reset: readonly Attempt[]): Promise<Statement<void>>;
  /** Returns the changes of rows that `succeeding` makes, each row once. */
  settlementsOf(admission: Admission, reset: readonly Attempt[]): Promise<readonly Settlement[]>;
  /** Adds a failure in a row without a delay: the level of the attempt stays. */
  addFailure(attempt: Attempt): Promise<void>;
  /** Ends the leases of a failed attempt. The delays after it stay. */
  release(admission: Admission): Promise<void>;
  /** Resets the failures in a row of one device, and subtracts them from those of its child. */
  resettingPart(part: Attempt, whole: Attempt): Promise<Statement<void>>;
  /** Throws `too-many-requests` while an attempt is blocked; counts nothing. */
  requireOpen(attempt: Attempt): Promise<void>;
  /** Deletes all counts, levels too: only for subjects that no stranger can try. */
  forgetIn(tx: Transaction, attempt: Attempt): Promise<void>;
}

/** Retry time after too many failures in a row; waiting does not help. */
export const closedRetryAfterSeconds = 24 * 60 * 60;
const never = new Date(0);

/** Returns one attempt for each network around a caller. */
export function byNetworks(policy: NetworkPolicy, network: string): readonly Attempt[] {
  return networksAround(network).map(({ prefix, name }) => ({
    policy: policy[prefix],
    subject: name,
  }));
}

export function createThrottle(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly metrics: Pick<Metrics, "countThrottled">;
}): Throttle {
  const { db, clock, metrics } = deps;
  // If SECRET_KEY and with it this key is lost, only the counts of the last hours are lost.
  const { read: readKey } = createWrappedKey({ ...deps, name: "throttle", onLost: () => {} });

  /** An HMAC, so that the table reveals no subjects. */
  async function keyOf({ policy, subject }: Attempt): Promise<Buffer> {
    return createHmac("sha256", await readKey())
      .update(`${policy.name}\n${subject}`)
      .digest();
  }

  async function triesOf(attempts: readonly Attempt[]): Promise<TryToCount[]> {
    return await Promise.all(
      attempts.map(async (attempt) => ({ key: await keyOf(attempt), policy: attempt.policy })),
    );
  }

  function requireAdmittedHere({ counted, refused }: CountOutcome): Admission {
    if (refused.length === 0) return counted;
    for (const name of new Set(refused.map(({ policy }) => policy.name))) {
      metrics.countThrottled(name);
    }
    const isClosed = refused.some((one) => one.isClosed);
    const end = Math.max(...refused.map(({ blockedUntil }) => blockedUntil.getTime()));
    const seconds = Math.max(Math.ceil((end - clock.now().getTime()) / 1000), 1);
    throw new ServiceError("too-many-requests", say("too-many-attempts"), {
      retryAfterSeconds: isClosed ? closedRetryAfterSeconds : seconds,
    });
  }

  async function requireAdmitted(outcome: CountOutcome): Promise<Admission> {
    // A concurrent attempt blocked some of them meanwhile: undo the others, because a rejected
    // attempt counts nowhere.
    if (outcome.refused.length > 0 && outcome.counted.length > 0) {
      await db.pipelineAsService([
        settleAttempts(outcome.counted.map((one) => takenBack(one, "minus-one"))),
      ]);
    }
    return requireAdmittedHere(outcome);
  }

  async function settlementsOf(
    admission: Admission,
    reset: readonly Attempt[],
  ): Promise<Settlement[]> {
    const keys = await Promise.all(reset.map(keyOf));
    const counted = new Set(admission.map(({ key }) => key.toString("base64url")));
    const isReset = new Set(keys.map((key) => key.toString("base64url")));
    return [
      ...admission.map((one) =>
        takenBack(one, isReset.has(one.key.toString("base64url")) ? "reset" : "minus-one"),
      ),
      ...keys
        .filter((key) => !counted.has(key.toString("base64url")))
        .map((key) => ({
          key,
          drainSeconds: 0,
          lifts: never,
          blockedUntil: never,
          failures: "reset" as const,
        })),
    ];
  }

  return {
    prepare: async () => {
      await readKey();
    },
    triesOf,
    requireAdmitted,
    admit: async (attempts) => {
      const tries = await triesOf(attempts);
      const [outcome] = await db.pipelineAsService([countTries(tries, clock.now())]);
      return await requireAdmitted(outcome);
    },
    settlementsOf,
    succeeding: async (admission, reset) => settleAttempts(await settlementsOf(admission, reset)),
    addFailure: async (attempt) => {
      const row = { key: await keyOf(attempt), policy: attempt.policy };
      await db.pipelineAsService([addFailure(row, clock.now())]);
    },
    release: async (admission) => {
      const leased = admission.filter(({ policy }) => policy.leaseSeconds > 0);
      const settlements = leased.map(({ key, blockedUntil, delayedUntil }) => ({
        key,
        drainSeconds: 0,
        lifts: blockedUntil,
        blockedUntil: delayedUntil,
        failures: "keep" as const,
      }));
      await db.pipelineAsService([settleAttempts(settlements)]);
    },
    resettingPart: async (part, whole) => resetPart(await keyOf(part), await keyOf(whole)),
    requireOpen: async (attempt) => {
      const [end] = await db.pipelineAsService([findBlock(await keyOf(attempt), clock.now())]);
      if (end === undefined) return;
      const refused = [{ policy: attempt.policy, blockedUntil: end, isClosed: false }];
      requireAdmittedHere({ counted: [], refused });
    },
    forgetIn: async (tx, attempt) => execute(tx, removeThrottles([await keyOf(attempt)])),
  };
}

function takenBack(
  { key, policy, blockedUntil }: CountedAttempt,
  failures: Settlement["failures"],
): Settlement {
  return {
    key,
    drainSeconds: policy.drainSeconds,
    lifts: blockedUntil,
    blockedUntil: never,
    failures,
  };
}
