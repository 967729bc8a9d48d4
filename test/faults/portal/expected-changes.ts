// Compares the feed of changes with the audit events of the database, which other code writes.
import type pg from "pg";
import type { ReadChange } from "./readers.ts";

/** One change for each event, as `<pupilId> <type>`. An event of a home login can be two. */
const expectedSql = `
  with events as (
    select pupil_id, action, (details->>'added')::int as added, (details->>'removed')::int as removed
      from audit_events where pupil_id is not null)
  select pupil_id, 'invited' as type from events where action = 'home-login-set' and added > 0
  union all
  select pupil_id, 'removed' from events
   where action in ('home-login-set', 'home-login-removed') and removed > 0
  union all
  select pupil_id, case action when 'password-made' then 'activated' when 'address-refused' then 'declined'
                               when 'address-bounced' then 'bounced' end
    from events where action in ('password-made', 'address-refused', 'address-bounced')
  union all
  select pupil_id, unnest(array['left', 'returned']) from events where action = 'pupil-left'`;

/**
 * Returns how often each pupil has each type of change, by the audit events. Every pupil that left must have
 * had an address and be back; no event tells that a link expired, so the caller gives these.
 */
export async function countExpected(
  database: pg.Client,
  expired: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.query<{ pupil_id: string; type: string }>(expectedSql);
  return count([
    ...rows.map(({ pupil_id, type }) => `${pupil_id} ${type}`),
    ...expired.map((pupilId) => `${pupilId} expired`),
  ]);
}

/** Returns how often each pupil has each type of change, in the feed. */
export function countRead(changes: readonly ReadChange[]): ReadonlyMap<string, number> {
  return count(changes.map(({ pupilId, type }) => `${pupilId} ${type}`));
}

/** Returns the entries of `one` that are absent from `other`, or have another number there. */
export function differing(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
): string[] {
  return [...one]
    .filter(([key, times]) => other.get(key) !== times)
    .map(([key, times]) => `${key}: ${times} and not ${other.get(key) ?? 0}`);
}

/** Lists the ids of all changes in the database. */
export async function listChangeIds(database: pg.Client): Promise<readonly string[]> {
  const { rows } = await database.query<{ id: string }>(
    "select id from home_login_changes order by transaction_id, number",
  );
  return rows.map(({ id }) => id);
}

function count(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
