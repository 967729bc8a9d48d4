import { eq } from "drizzle-orm";
import type { ThrottlePolicy } from "../security/throttle.ts";
import { query, type Transaction } from "./database.ts";
import { throttles } from "./schema.ts";

const failures = "(case when t.expires_at <= $2 then 1 else t.failures + 1 end)";

// Counted in one statement before the secret is looked at, so that no number of tries at once gets
// past the count. Where the row is blocked nothing is written and no row comes back. A row that is
// not blocked holds a moment long ago, not the caller's: two callers who come together need not come
// in the order of their clocks.
const countStatement = {
  name: "count_attempt",
  text: `insert into throttles as t (key, failures, blocked_until, expires_at)
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
         returning 1 as counted`,
};

const blockedStatement = {
  name: "find_throttle_end",
  text: `select blocked_until as "blockedUntil" from throttles where key = $1`,
};

/** Until when nothing may be tried under a key; `undefined` when it may now. */
export async function findBlock(
  tx: Transaction,
  key: Buffer,
  now: Date,
): Promise<Date | undefined> {
  const [row] = await query<{ blockedUntil: Date }>(tx, blockedStatement, [key]);
  return row && row.blockedUntil > now ? row.blockedUntil : undefined;
}

/**
 * Counts a try as failed until all are forgotten. Returns the moment until which nothing may be tried
 * under this key, or `undefined` when this try may go on.
 */
export async function countAttempt(
  tx: Transaction,
  key: Buffer,
  policy: ThrottlePolicy,
  now: Date,
): Promise<Date | undefined> {
  const counted = await query(tx, countStatement, [
    key,
    now,
    policy.forgottenAfterSeconds,
    policy.freeFailures,
    policy.firstDelaySeconds,
    policy.delayMaxSeconds,
    policy.failuresMax,
  ]);
  if (counted.length > 0) return undefined;
  const [row] = await query<{ blockedUntil: Date }>(tx, blockedStatement, [key]);
  return row?.blockedUntil ?? now;
}

/** Forgets all failures under a key. */
export async function removeThrottle(tx: Transaction, key: Buffer): Promise<void> {
  await tx.delete(throttles).where(eq(throttles.key, key));
}
