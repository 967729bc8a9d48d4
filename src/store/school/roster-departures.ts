// Home login of pupils that leave a school, and of pupils that return.
import { execute, pipeline, type Transaction } from "../database.ts";
import { revokeHomeAccess } from "../family/home-access.ts";
import { command, listRows, type Statement, unlessEmpty } from "../statement.ts";

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

const removeLinks = {
  name: "remove_links_of_left",
  text: `delete from activation_links l using home_addresses a
          where a.school_id = $1 and a.pupil_id = any($2)
            and l.school_id = $1 and l.home_address_id = a.id`,
};

const listAddresses = {
  name: "list_addresses_of_left",
  text: "select id from home_addresses where school_id = $1 and pupil_id = any($2)",
};

const forget = {
  name: "forget_old_addresses",
  text: `delete from home_addresses a using pupils p
          where a.school_id = $1 and p.school_id = $1 and p.id = a.pupil_id
            and p.external_id = any($2)`,
};

const removeLetters = {
  name: "remove_letters_of_left",
  text: `with removed as (
           delete from letters where school_id = $1 and pupil_id = any($2))
         delete from address_proposals where school_id = $1 and pupil_id = any($2)`,
};

/**
 * Ends the home login of pupils that left: sessions, remembered devices, picture codes, open links,
 * letters, proposed addresses and pending mail. Addresses and passwords stay for the retention period without effect (product rule 14).
 * The caller has locked the mailboxes. Returns the ids of the pupils.
 */
export async function leaveRoster(
  tx: Transaction,
  schoolId: string,
  externalIds: readonly string[],
  leftAt: Date,
): Promise<string[]> {
  if (externalIds.length === 0) return [];
  const ids = await execute(tx, listRows(leave, [schoolId, externalIds, leftAt], idOf));
  const addressIds = await execute(tx, listRows(listAddresses, [schoolId, ids], idOf));
  // After the statement above, which may have waited for a login whose session it does not see.
  await pipeline(tx, [
    revokeHomeAccess(schoolId, addressIds, leftAt),
    command(removeLinks, [schoolId, ids]),
    command(removeLetters, [schoolId, ids]),
  ]);
  return ids;
}

const insertFormer = {
  name: "insert_former_pupils",
  text: `insert into pupils (school_id, external_id, id, left_at)
         select $1, external_id, id, $4 from unnest($2::text[], $3::uuid[]) as former (external_id, id)
         on conflict (school_id, external_id) do nothing`,
};

/**
 * Inserts pupils that had left before the school sent its first roster, by their keys only. They are
 * erased after the retention period like other former pupils.
 */
export function insertFormerPupils(
  schoolId: string,
  externalIds: readonly string[],
  newIds: readonly string[],
  leftAt: Date,
): Statement<void> {
  return unlessEmpty(externalIds, command(insertFormer, [schoolId, externalIds, newIds, leftAt]));
}

/** Returned pupils must be invited again. */
export function removeAddressesOfReturned(
  schoolId: string,
  externalIds: readonly string[],
): Statement<void> {
  return unlessEmpty(externalIds, command(forget, [schoolId, externalIds]));
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
