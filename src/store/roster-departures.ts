// What happens to the home login of who leaves a school, and of who comes back.
import { query, type Transaction } from "./database.ts";

const leave = {
  name: "leave_roster",
  text: `with gone as (
           update pupils set left_at = $3
            where school_id = $1 and external_id = any($2) returning id),
         withdrawn as (
           update home_addresses set withdrawn_at = $3
            where school_id = $1 and pupil_id in (select id from gone))
         select id from gone`,
};

// Not in the statement above, which sees nothing of a login that it has waited for.
const end = {
  name: "end_home_logins_of_left",
  text: `with withdrawn as (
           select id from home_addresses where school_id = $1 and pupil_id = any($2)),
         ended as (
           delete from home_sessions
            where school_id = $1 and home_address_id in (select id from withdrawn)),
         forgotten as (
           delete from devices
            where school_id = $1 and home_address_id in (select id from withdrawn)),
         reset as (
           delete from picture_codes
            where school_id = $1 and home_address_id in (select id from withdrawn))
         delete from activation_links
          where school_id = $1 and home_address_id in (select id from withdrawn)`,
};

const forget = {
  name: "forget_old_addresses",
  text: `delete from home_addresses a using pupils p
          where a.school_id = $1 and p.school_id = $1 and p.id = a.pupil_id
            and p.external_id = any($2)`,
};

/**
 * Pupils who left lose home login at once: sessions, remembered devices, pictures, open links and with
 * them the mail that still waits. Address and password stay, good for nothing, for the retention period
 * (product rule 14). Their mailboxes are locked. Returns the ids of those pupils.
 */
export async function leaveRoster(
  tx: Transaction,
  schoolId: string,
  externalIds: readonly string[],
  leftAt: Date,
): Promise<string[]> {
  if (externalIds.length === 0) return [];
  const gone = await query<{ id: string }>(tx, leave, [schoolId, externalIds, leftAt]);
  const ids = gone.map(({ id }) => id);
  await query(tx, end, [schoolId, ids]);
  return ids;
}

/** Who is back must be invited again. */
export async function removeAddressesOfReturned(
  tx: Transaction,
  schoolId: string,
  externalIds: readonly string[],
): Promise<void> {
  if (externalIds.length > 0) await query(tx, forget, [schoolId, externalIds]);
}
