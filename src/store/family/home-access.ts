// The single place that revokes every way to log in with an address, except its password. Add a new way to
// log in here, so that every caller revokes it. Removing a home address does the same
// by foreign keys (`on delete cascade`).
import { command, type Statement } from "../statement.ts";

const revokeSql = {
  name: "revoke_home_access",
  text: `with ended as (
           update home_sessions set ended_at = $3
            where school_id = $1 and home_address_id = any($2) and ended_at is null),
         forgotten as (
           delete from devices where school_id = $1 and home_address_id = any($2)),
         reset as (
           delete from picture_codes where school_id = $1 and home_address_id = any($2))
         update activation_links
            set used_at = $3, refused_at = case when $4::boolean then $3::timestamptz end
          where school_id = $1 and home_address_id = any($2)
            and used_at is null and replaced_at is null and expires_at > $3`,
};

/**
 * Ends the sessions of home addresses, deletes their remembered devices and picture codes, and closes
 * their open links: as declined if `use` is `decline`, otherwise as used. Run it after the statement that
 * changes or removes the password: it then sees the session of a login for which that statement waited.
 */
export function revokeHomeAccess(
  schoolId: string,
  homeAddressIds: readonly string[],
  revokedAt: Date,
  use: "password" | "decline" = "password",
): Statement<void> {
  const values = [schoolId, homeAddressIds, revokedAt, use === "decline"];
  return command(revokeSql, values);
}
