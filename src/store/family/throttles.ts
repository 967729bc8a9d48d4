import { arrayRows, command, type Statement } from "../statement.ts";
import type { TryToCount } from "./throttle-counts.ts";

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
