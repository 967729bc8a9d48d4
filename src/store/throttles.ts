import type { ThrottlePolicy } from "../security/throttle.ts";
import { type Question, question } from "./question.ts";

const failures = "(case when t.expires_at <= $2 then 1 else t.failures + 1 end)";

// Counted in one statement before the secret is looked at, so that no number of tries at once gets
// past the count. Where the row is blocked nothing is written and no row comes back. A row that is
// not blocked holds a moment long ago, not the caller's: two callers who come together need not come
// in the order of their clocks.
const countStatement = {
  name: "count_attempt",
  text: `with counted as (
         insert into throttles as t (key, failures, blocked_until, expires_at)
         values ($1, 1, 'epoch', $2::timestamptz + $3 * interval '1 second')
         on conflict (key) do update
         set failures = ${failures},
             blocked_until = case
               when ${failures} >= $7 then excluded.expires_at
               when ${failures} <= $4 then 'epoch'
               else $2::timestamptz + interval '1 second' *
                    least($6, $5::float8 * 2 ^ least(${failures} - $4 - 1, 30)) end,
             expires_at = excluded.expires_at
         where t.blocked_until <= $2 or t.expires_at <= $2
         returning 1)
         select coalesce((select blocked_until from throttles where key = $1), $2::timestamptz)
          where not exists (select from counted)`,
};

const blockedStatement = {
  name: "find_throttle_end",
  text: "select blocked_until from throttles where key = $1 and blocked_until > $2",
};

const forgetStatement = {
  name: "forget_throttles",
  text: "delete from throttles where key = any($1)",
};

type End = readonly [blockedUntil: Date];

/** Until when nothing may be tried under a key; `undefined` when it may now. */
export function findBlock(key: Buffer, now: Date): Question<Date | undefined> {
  return question(blockedStatement, [key, now], ([row]: readonly End[]) => row?.[0]);
}

/**
 * Counts a try as failed until all are forgotten. The answer is the moment until which nothing may be
 * tried under this key, or `undefined` when this try may go on.
 */
export function countAttempt(
  key: Buffer,
  policy: ThrottlePolicy,
  now: Date,
): Question<Date | undefined> {
  const values = [
    key,
    now,
    policy.forgottenAfterSeconds,
    policy.freeFailures,
    policy.firstDelaySeconds,
    policy.delayMaxSeconds,
    policy.failuresMax,
  ];
  return question(countStatement, values, ([row]: readonly End[]) => row?.[0]);
}

/** Forgets all failures under the keys. */
export function removeThrottles(keys: readonly Buffer[]): Question<void> {
  return question(forgetStatement, [keys], () => {});
}
