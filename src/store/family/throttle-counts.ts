import type { ThrottlePolicy } from "../../security/throttle-policies.ts";
import { arrayRows, type Statement } from "../statement.ts";

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
       case when ($10::text[])[w.request] is null
              or exists (select from mailboxes where email_key = ($10::text[])[w.request])
       then $2::timestamptz + w.kept * interval '1 second' else $2 end)`;

// One statement, so that concurrent attempts cannot exceed the limit and a rejected attempt changes
// nothing. Each request counts all its attempts or none; a key is there once. Rows are locked in the order of
// their keys. `found` is the state of the snapshot; the condition on the conflict checks the row again when it is
// locked.
const countingTries = `with wanted as materialized (
         select * from unnest($1::bytea[], $3::float8[], $4::float8[], $5::float8[], $6::float8[],
                              $7::float8[], $8::int[], $9::float8[], $11::int[]) with ordinality
             as w (key, drain, free, first_delay, delay_max, kept, closes_at, lease, request, place)),
         found as (
         select w.place, w.request, t.blocked_until, coalesce(t.failures >= w.closes_at, false) as is_closed
           from wanted w join throttles t on t.key = w.key
          where t.blocked_until > $2 or t.failures >= w.closes_at),
         counted as (
         insert into throttles as t (key, level_until, blocked_until, failures, expires_at)
         select w.key, n.until, ${blockedUntil}, 1, ${expiresAt}
           from wanted w,
                lateral (select $2::timestamptz + w.drain * interval '1 second' as until,
                                1::float8 as level) n
          where w.request not in (select request from found)
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
         returning key, level_until, blocked_until, failures)`;
const outcomesOfTries = `
         select w.request, c.failures, n.level, c.blocked_until,
                $2::timestamptz + ${delay} * interval '1 second', f.blocked_until, f.is_closed
           from wanted w
           left join counted c using (key)
           left join found f using (place),
                lateral (select extract(epoch from c.level_until - $2::timestamptz)::float8 / w.drain
                             as level) n
          order by w.place`;

const countSql = { name: "count_tries", text: `${countingTries}${outcomesOfTries}` };

/** A request of which every attempt was counted is queued, so a rejected one is not. */
const countAndRequestSql = {
  name: "count_link_requests",
  text: `${countingTries},
         requested as (
         insert into link_requests (email_key, requested_at)
         select r.email_key, $2
           from unnest($12::text[]) with ordinality as r (email_key, request)
          where r.request not in
                (select w.request from wanted w left join counted c using (key) where c.key is null)
          order by r.email_key
         on conflict do nothing)
         ${outcomesOfTries}`,
};

type CountRow = readonly [
  request: number,
  failures: number | null,
  level: number,
  blockedUntil: Date,
  delayedUntil: Date,
  refusedUntil: Date | null,
  isClosed: boolean | null,
];

/** The attempts of one caller at an address. */
export interface RequestToCount {
  readonly tries: readonly TryToCount[];
  readonly emailKey: string;
}

/** Counts attempts, each under its policy, unless one of them is blocked or closed. */
export function countTries(tries: readonly TryToCount[], now: Date): Statement<CountOutcome> {
  const values = valuesOf([{ tries }], now, []);
  return arrayRows(countSql, values, outcomeOf(tries, now));
}

/**
 * Counts the attempts of each request like `countTries`, but keeps failures after their level has drained only for an
 * address that exists. Each key is there once. In service scope, which sees all addresses.
 */
export function countRequests(
  requests: readonly RequestToCount[],
  now: Date,
): Statement<readonly CountOutcome[]> {
  const emailKeys = requests.map(({ emailKey }) => emailKey);
  return arrayRows(countSql, valuesOf(requests, now, emailKeys), outcomesOf(requests, now));
}

/**
 * Counts the attempts of each request for links like `countTries`, and queues the requests whose attempts are all
 * admitted; repeating one has no effect. Each key is there once. Known and unknown addresses cost the same. In
 * service scope.
 */
export function countLinkRequests(
  requests: readonly RequestToCount[],
  now: Date,
): Statement<readonly CountOutcome[]> {
  const values = [...valuesOf(requests, now, []), requests.map(({ emailKey }) => emailKey)];
  return arrayRows(countAndRequestSql, values, outcomesOf(requests, now));
}

function outcomesOf(requests: readonly RequestToCount[], now: Date) {
  return (rows: readonly CountRow[]): readonly CountOutcome[] => {
    const rowsOf = Map.groupBy(rows, ([request]) => request);
    return requests.map(({ tries }, index) => outcomeOf(tries, now)(rowsOf.get(index + 1) ?? []));
  };
}

/** `emailKeys`: addresses of the requests, if failures depend on whether these exist. */
function valuesOf(
  requests: readonly Pick<RequestToCount, "tries">[],
  now: Date,
  emailKeys: readonly string[],
) {
  const tries = requests.flatMap((one, index) =>
    one.tries.map((each) => ({ ...each, request: index + 1 })),
  );
  const policies = tries.map(({ policy }) => policy);
  return [
    tries.map(({ key }) => key),
    now,
    policies.map(({ drainSeconds }) => drainSeconds),
    policies.map(({ freeTries }) => freeTries),
    policies.map(({ firstDelaySeconds }) => firstDelaySeconds),
    policies.map(({ delayMaxSeconds }) => delayMaxSeconds),
    policies.map(({ keptSeconds }) => keptSeconds),
    policies.map(({ closesAt }) => closesAt),
    policies.map(({ leaseSeconds }) => leaseSeconds),
    emailKeys,
    tries.map(({ request }) => request),
  ];
}

function outcomeOf(tries: readonly TryToCount[], now: Date) {
  return (rows: readonly CountRow[]): CountOutcome => {
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
  };
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
