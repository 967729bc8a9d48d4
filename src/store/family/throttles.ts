import type { ThrottlePolicy } from "../../security/throttle-policies.ts";
import { arrayRows, command, type Statement } from "../statement.ts";

/** A counted attempt, keyed by an HMAC of the address or network. */
export interface TryToCount {
  readonly key: Buffer;
  readonly policy: ThrottlePolicy;
}

/** A counted attempt. */
export interface CountedAttempt extends TryToCount {
  /** Level after this attempt; drains by one each `drainSeconds`. */
  readonly level: number;
  /** Consecutive failures, including this attempt. */
  readonly failures: number;
  /** End of the block that this attempt has set; in the past if it has set none. */
  readonly blockedUntil: Date;
  /** End of the delay after this attempt, without its lease. */
  readonly delayedUntil: Date;
}

/** A rejected attempt. */
export interface RejectedAttempt {
  readonly policy: ThrottlePolicy;
  readonly blockedUntil: Date;
  /** Rejected because of consecutive failures, at any time. */
  readonly isClosed: boolean;
}

export interface CountOutcome {
  /** All attempts, or none if one is rejected. With a concurrent caller some may be counted. */
  readonly counted: readonly CountedAttempt[];
  readonly refused: readonly RejectedAttempt[];
}

const delay = `case when n.level <= w.free then 0
       else least(w.delay_max, w.first_delay * 2 ^ least(n.level - w.free - 1, 30)) end`;
const blockedUntil = `case when greatest(${delay}, w.lease) > 0
       then $2::timestamptz + greatest(${delay}, w.lease) * interval '1 second' else 'epoch' end`;
/** Failures of an unknown address are kept only as long as its level. */
const expiresAt = `greatest(n.until,
       case when $10::text is null or exists (select from mailboxes where email_key = $10)
       then $2::timestamptz + w.kept * interval '1 second' else $2 end)`;

// One statement, so that concurrent attempts cannot exceed the limit and a rejected attempt changes
// nothing. Rows are locked in the order of their keys. `found` is the state of the snapshot; the condition
// on the conflict checks the row again when it is locked.
const countSql = {
  name: "count_tries",
  text: `with wanted as materialized (
         select * from unnest($1::bytea[], $3::float8[], $4::float8[], $5::float8[], $6::float8[],
                              $7::float8[], $8::int[], $9::float8[]) with ordinality
             as w (key, drain, free, first_delay, delay_max, kept, closes_at, lease, place)),
         found as (
         select w.place, t.blocked_until, coalesce(t.failures >= w.closes_at, false) as is_closed
           from wanted w join throttles t on t.key = w.key
          where t.blocked_until > $2 or t.failures >= w.closes_at),
         counted as (
         insert into throttles as t (key, level_until, blocked_until, failures, expires_at)
         select w.key, n.until, ${blockedUntil}, 1, ${expiresAt}
           from wanted w,
                lateral (select $2::timestamptz + w.drain * interval '1 second' as until,
                                1::float8 as level) n
          where not exists (select from found)
          order by w.key
         on conflict (key) do update
            set (level_until, blocked_until, failures, expires_at) = (
                select n.until, ${blockedUntil}, least(t.failures + 1, 1000000), ${expiresAt}
                  from wanted w,
                       lateral (select greatest(t.level_until, $2) + w.drain * interval '1 second'
                                    as until) u,
                       lateral (select u.until, extract(epoch from u.until - $2) / w.drain as level) n
                 where w.key = excluded.key)
          where t.blocked_until <= $2
         returning key, level_until, blocked_until, failures)
         select w.place::int, c.failures, n.level, c.blocked_until,
                $2::timestamptz + ${delay} * interval '1 second', f.blocked_until, f.is_closed
           from wanted w
           left join counted c using (key)
           left join found f using (place),
                lateral (select extract(epoch from c.level_until - $2::timestamptz)::float8 / w.drain
                             as level) n
          order by w.place`,
};

type CountRow = readonly [
  place: number,
  failures: number | null,
  level: number,
  blockedUntil: Date,
  delayedUntil: Date,
  refusedUntil: Date | null,
  isClosed: boolean | null,
];

/**
 * Counts attempts, each under its policy, unless one of them is blocked or closed. With `emailKey`, failures
 * are kept after their level has drained only for an address that exists.
 */
export function countTries(
  tries: readonly TryToCount[],
  now: Date,
  emailKey: string | null = null,
): Statement<CountOutcome> {
  const policies = tries.map(({ policy }) => policy);
  const values = [
    tries.map(({ key }) => key),
    now,
    policies.map(({ drainSeconds }) => drainSeconds),
    policies.map(({ freeTries }) => freeTries),
    policies.map(({ firstDelaySeconds }) => firstDelaySeconds),
    policies.map(({ delayMaxSeconds }) => delayMaxSeconds),
    policies.map(({ keptSeconds }) => keptSeconds),
    policies.map(({ closesAt }) => closesAt),
    policies.map(({ leaseSeconds }) => leaseSeconds),
    emailKey,
  ];
  return arrayRows(countSql, values, (rows: readonly CountRow[]) => {
    const found = tries.flatMap((one, index) => {
      const row = rows[index];
      return row ? [{ one, row }] : [];
    });
    return {
      counted: found.flatMap(({ one, row: [, failures, level, blockedUntil, delayedUntil] }) =>
        failures === null ? [] : [{ ...one, failures, level, blockedUntil, delayedUntil }],
      ),
      refused: refusedOf(found, now),
    };
  });
}

function refusedOf(
  found: readonly { readonly one: TryToCount; readonly row: CountRow }[],
  now: Date,
): RejectedAttempt[] {
  const refused = found.flatMap(({ one: { policy }, row: [, , , , , blockedUntil, isClosed] }) =>
    blockedUntil === null ? [] : [{ policy, blockedUntil, isClosed: isClosed === true }],
  );
  if (refused.length > 0) return refused;
  // A concurrent attempt blocked it after the snapshot of the statement.
  return found.flatMap(({ one: { policy }, row: [, failures] }) =>
    failures === null ? [{ policy, blockedUntil: now, isClosed: false }] : [],
  );
}

/** Change of a row when the outcome of an attempt is known. */
export interface Settlement {
  readonly key: Buffer;
  /** Subtracted from the level after a successful attempt. */
  readonly drainSeconds: number;
  /** Block that is removed, unless another attempt has set a later one. */
  readonly lifts: Date;
  /** End of the block that replaces it. */
  readonly blockedUntil: Date;
  /** Consecutive failures: reset, one fewer, or unchanged. */
  readonly failures: "reset" | "minus-one" | "keep";
}

const failuresAfter =
  "case s.failures when 'reset' then 0 when 'keep' then t.failures else greatest(t.failures - 1, 0) end";

const settleSql = {
  name: "settle_tries",
  text: `update throttles t
            set level_until = t.level_until - s.drain * interval '1 second',
                blocked_until = case when t.blocked_until = s.lifts then s.blocked_until
                                     else t.blocked_until end,
                failures = ${failuresAfter},
                expires_at = case when s.failures = 'reset' then t.level_until else t.expires_at end
           from (select w.*
                   from unnest($1::bytea[], $2::float8[], $3::timestamptz[], $4::timestamptz[], $5::text[])
                        as w (key, drain, lifts, blocked_until, failures)
                   join throttles x on x.key = w.key
                  order by x.key
                    for update of x) s
          where t.key = s.key`,
};

/** Settles attempts. A successful attempt that is taken back leaves no trace in its rows. */
export function settleAttempts(settlements: readonly Settlement[]): Statement<void> {
  const values = [
    settlements.map(({ key }) => key),
    settlements.map(({ drainSeconds }) => drainSeconds),
    settlements.map(({ lifts }) => lifts),
    settlements.map(({ blockedUntil }) => blockedUntil),
    settlements.map(({ failures }) => failures),
  ];
  return command(settleSql, values);
}

const addSql = {
  name: "add_failure",
  text: `insert into throttles as t (key, failures, blocked_until, level_until, expires_at)
         values ($1, 1, 'epoch', 'epoch', $2::timestamptz + $3 * interval '1 second')
         on conflict (key) do update
            set failures = least(t.failures + 1, 1000000),
                expires_at = greatest(t.expires_at, excluded.expires_at)`,
};

/** Adds a consecutive failure; the level and the block stay. */
export function addFailure({ key, policy }: TryToCount, now: Date): Statement<void> {
  return command(addSql, [key, now, policy.keptSeconds]);
}

const settleDeviceSql = {
  name: "settle_device_failures",
  text: `with locked as (
           select key, failures from throttles where key in ($1, $2) order by key for update)
         update throttles t
            set failures = case t.key when $1 then 0
                else greatest(t.failures - coalesce((select failures from locked where key = $1), 0), 0) end,
                level_until = case t.key when $1 then 'epoch' else t.level_until end,
                blocked_until = case t.key when $1 then 'epoch' else t.blocked_until end
           from locked
          where t.key = locked.key`,
};

/** Resets the counter `part` and subtracts its consecutive failures from `whole`. */
export function resetPart(part: Buffer, whole: Buffer): Statement<void> {
  return command(settleDeviceSql, [part, whole]);
}

const blockSql = {
  name: "find_throttle_end",
  text: "select blocked_until from throttles where key = $1 and blocked_until > $2",
};

type End = readonly [blockedUntil: Date];

/** Finds the time until which attempts under a key are rejected; `undefined` if they are not. */
export function findBlock(key: Buffer, now: Date): Statement<Date | undefined> {
  return arrayRows(blockSql, [key, now], ([row]: readonly End[]) => row?.[0]);
}

const forgetSql = {
  name: "forget_throttles",
  text: "delete from throttles where key = any($1)",
};

/** Deletes rows by key. Only for counters whose reset a stranger cannot notice. */
export function removeThrottles(keys: readonly Buffer[]): Statement<void> {
  return command(forgetSql, [keys]);
}
