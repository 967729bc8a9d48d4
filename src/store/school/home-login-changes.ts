// The feed of changes of home logins. Triggers write it; see `migrations/0019_home-login-changes.sql`.
import type { ChangePosition, HomeLoginChangeType } from "../../domain/feed/home-login-change.ts";
import { command, countRows, hasRows, listRows, objectRows, type Statement } from "../statement.ts";

export interface FeedState {
  readonly epoch: string;
  readonly removed: ChangePosition;
  /** Oldest transaction that has not ended. */
  readonly oldestRunning: bigint;
  /** No transaction has begun after this one. */
  readonly newest: bigint;
}

interface StateRow {
  readonly epoch: string;
  readonly removedTransaction: string;
  readonly removedNumber: string;
  readonly oldestRunning: string;
  readonly newest: string;
}

const stateSql = {
  name: "get_feed_state",
  text: `select epoch, removed_transaction_id::text as "removedTransaction",
                removed_number::text as "removedNumber",
                pg_snapshot_xmin(pg_current_snapshot())::text as "oldestRunning",
                pg_snapshot_xmax(pg_current_snapshot())::text as newest
           from home_login_feed`,
};

/** Reads the state of the feed, of the snapshot of the statement. In service scope. */
export function getFeedState(): Statement<FeedState> {
  return objectRows(stateSql, [], ([row]: readonly StateRow[]) => {
    if (!row) throw new Error("The feed has no state.");
    return {
      epoch: row.epoch,
      removed: {
        transaction: BigInt(row.removedTransaction),
        number: BigInt(row.removedNumber),
      },
      oldestRunning: BigInt(row.oldestRunning),
      newest: BigInt(row.newest),
    };
  });
}

export interface HomeLoginChangeRow {
  readonly position: ChangePosition;
  readonly id: string;
  readonly occurredAt: Date;
  readonly type: HomeLoginChangeType;
  readonly brin: string;
  readonly pupilId: string;
  /** `null` when the pupil has been erased. */
  readonly externalId: string | null;
}

interface ChangeRow extends Omit<HomeLoginChangeRow, "position"> {
  readonly transaction: string;
  readonly number: string;
}

// Each school is one range of the primary key, so a school without news costs one probe of the index.
const listSql = {
  name: "list_home_login_changes",
  text: `select c.transaction_id::text as transaction, c.number::text as number, c.id,
                c.occurred_at as "occurredAt", c.type, c.brin, c.pupil_id as "pupilId",
                p.external_id as "externalId"
           from (select n.*, s.brin
                   from schools s
                  cross join lateral (
                          select * from home_login_changes
                           where school_id = s.id and (transaction_id, number) > ($2::xid8, $3::bigint)
                             and transaction_id < $4::xid8
                           order by transaction_id, number
                           limit $5) n
                  where s.id = any($1)
                  order by n.transaction_id, n.number
                  limit $5) c
           left join pupils p on p.school_id = c.school_id and p.id = c.pupil_id
          order by c.transaction_id, c.number`,
};

/**
 * Lists changes of schools after a position, the oldest first. `oldestRunning` is that of the state, read
 * before or in the same snapshot: later transactions may still commit changes before others.
 */
export function listHomeLoginChanges(
  schoolIds: readonly string[],
  { transaction, number }: ChangePosition,
  oldestRunning: bigint,
  limit: number,
): Statement<HomeLoginChangeRow[]> {
  return listRows(
    listSql,
    [schoolIds, `${transaction}`, `${number}`, `${oldestRunning}`, limit],
    ({ transaction, number, ...change }: ChangeRow) => ({
      ...change,
      position: { transaction: BigInt(transaction), number: BigInt(number) },
    }),
  );
}

const ofPupilSql = {
  name: "list_changes_of_pupil",
  text: `select occurred_at as "occurredAt", type
           from home_login_changes
          where school_id = $1 and pupil_id = $2
          order by transaction_id, number`,
};

/** Lists the changes of one pupil, the oldest first. Reads all changes of the school. */
export function listChangesOfPupil(
  schoolId: string,
  pupilId: string,
): Statement<Pick<HomeLoginChangeRow, "occurredAt" | "type">[]> {
  return listRows(ofPupilSql, [schoolId, pupilId]);
}

const expireSql = {
  name: "record_expired_addresses",
  text: `update home_addresses set recorded_expiry = expires_at
          where (school_id, id) in (
                  select school_id, id from home_addresses
                   where expires_at <= $1 and activated_at is null and bounced_at is null
                     and withdrawn_at is null and (recorded_expiry is null or expires_at > recorded_expiry)
                   order by expires_at
                   limit $2
                     for update skip locked)
      returning 1`,
};

/** Records one batch of invitations that expired, each once, and returns how many. In service scope. */
export function recordExpired(now: Date, limit: number): Statement<number> {
  return countRows(expireSql, [now, limit]);
}

const removeSql = {
  name: "remove_old_home_login_changes",
  text: `with oldest as (
           select school_id, transaction_id, number, occurred_at
             from home_login_changes
            order by transaction_id, number limit $2),
         gone as (
           delete from home_login_changes c using oldest o
            where c.school_id = o.school_id and c.transaction_id = o.transaction_id and c.number = o.number
              and o.occurred_at <= now() - $1 * interval '1 day'
           returning c.transaction_id, c.number),
         newest as (
           select transaction_id, number from gone order by transaction_id desc, number desc limit 1),
         moved as (
           update home_login_feed f
              set removed_transaction_id = n.transaction_id, removed_number = n.number
             from newest n
            where (f.removed_transaction_id, f.removed_number) < (n.transaction_id, n.number))
         select from gone`,
};

/**
 * Deletes those of the `limit` oldest changes that are older than these days, and stores up to which
 * position changes are missing. Returns how many it deleted. By the clock of the database, which wrote
 * them. In service scope.
 */
export function removeOldChanges(days: number, limit: number): Statement<number> {
  return countRows(removeSql, [days, limit]);
}

const confirmSql = {
  name: "confirm_feed",
  text: `update home_login_feed
            set seen_transaction_id = greatest(seen_transaction_id, pg_snapshot_xmin(pg_current_snapshot()))
          where seen_transaction_id <= pg_snapshot_xmax(pg_current_snapshot())
            and not exists (select from home_login_changes
                             where transaction_id > pg_snapshot_xmax(pg_current_snapshot()))
      returning 1`,
};

/**
 * Returns `false` when the feed has transactions that this cluster has not reached: it was restored from a
 * dump of another cluster, so its positions mean nothing here. In service scope.
 */
export function confirmFeed(): Statement<boolean> {
  return hasRows(confirmSql, []);
}

const renewSql = {
  name: "renew_feed",
  text: `with gone as (delete from home_login_changes)
         update home_login_feed
            set epoch = gen_random_uuid(), removed_transaction_id = '0', removed_number = 0,
                seen_transaction_id = pg_snapshot_xmin(pg_current_snapshot())`,
};

/** Deletes all changes and makes all cursors invalid, after a restore. In service scope. */
export function renewFeed(): Statement<void> {
  return command(renewSql, []);
}
