// Keeps the back-off of each failed notice as the service stored it, to compare with the requests of the portal.
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { Test } from "tap";
import type { SignedNotice } from "./server.ts";

const keepFailures = `
  create table failed_notices (
    number bigint generated always as identity, failed_at timestamptz not null default clock_timestamp(),
    retry_at timestamptz not null, ended_at timestamptz, reason text not null);
  create function keep_failed_notice() returns trigger language plpgsql security definer as $$
  begin
    insert into failed_notices (retry_at, reason) values (new.available_at, new.last_failure);
    return null;
  end $$;
  create trigger failed_notices_kept after update on webhooks
    for each row when (new.failures > old.failures) execute function keep_failed_notice();`;

// Only of a notice that waits for its back-off: a lease belongs to the process that delivers. Every tenth back-off
// lasts until the service ends it.
const endBackOff = `
  with ended as (
    update failed_notices set ended_at = clock_timestamp()
     where ended_at is null and number = (select max(number) from failed_notices) and number % 10 > 0
       and retry_at = (select available_at from webhooks)
       and failed_at < clock_timestamp() - interval '3 seconds'
    returning ended_at)
  update webhooks set available_at = now() from ended`;
const endsPauseMs = 500;

/** The second of the failure, and the one from which a request may begin. */
const listBackOffs = `
  select floor(extract(epoch from failed_at))::float as "failedAt",
         floor(extract(epoch from least(retry_at, ended_at)))::float as "endsAt"
    from failed_notices
   where least(retry_at, ended_at) > failed_at + interval '2 seconds'`;

export interface BackOffs {
  /** Makes a pending notice due and ends no other back-off. Only while no replica runs. */
  endLast(): Promise<void>;
  /** Reasons of failures that the service stored, with their number. */
  countReasons(): Promise<Readonly<Record<string, number>>>;
  /** Compares requests with the back-offs. `checkedCount` is the number of back-offs that lasted some seconds. */
  findEarly(
    notices: readonly SignedNotice[],
  ): Promise<{ readonly checkedCount: number; readonly early: readonly string[] }>;
}

/**
 * For the only webhook of a database. Call it before the first notice. Ends most back-offs after some
 * seconds, so that a test meets many failures.
 */
export async function watchBackOffs(t: Test, database: pg.Client): Promise<BackOffs> {
  await database.query(keepFailures);
  const stopping = new AbortController();
  async function endBackOffs(): Promise<void> {
    while (!stopping.signal.aborted) {
      await database.query(endBackOff);
      await delay(endsPauseMs);
    }
  }
  const ending = endBackOffs();
  ending.catch(() => {}); // `stop` gets the error.
  const stop = () => {
    stopping.abort();
    return ending;
  };
  t.teardown(stop);
  return {
    async endLast() {
      await stop();
      await database.query(
        `update failed_notices set ended_at = clock_timestamp()
          where ended_at is null and number = (select max(number) from failed_notices)`,
      );
      await database.query("update webhooks set available_at = now() where notice_id is not null");
    },
    async countReasons() {
      const { rows } = await database.query<{ reason: string; count: number }>(
        "select reason, count(*)::int as count from failed_notices group by reason order by reason",
      );
      return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
    },
    async findEarly(notices) {
      const { rows } = await database.query<{ failedAt: number; endsAt: number }>(listBackOffs);
      // Requests name the second in which they were signed, by the clock of the same machine.
      const early = rows.flatMap(({ failedAt, endsAt }) =>
        notices
          .filter(({ sentAt }) => sentAt > failedAt && sentAt < endsAt)
          .map(({ id, sentAt }) => `${id} at ${sentAt}, failed at ${failedAt}, due at ${endsAt}`),
      );
      return { checkedCount: rows.length, early };
    },
  };
}
