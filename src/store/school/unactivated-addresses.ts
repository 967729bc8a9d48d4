// Home addresses that the school can invite again, with the names of their pupils.
import type { ResendAddress } from "../../domain/mail/bulk-resend.ts";
import { listRows, type Statement } from "../statement.ts";

export interface UnactivatedAddress extends ResendAddress {
  readonly id: string;
  readonly email: string;
  readonly emailKey: string;
  readonly pupilId: string;
  readonly externalId: string;
  readonly firstName: string | null;
  readonly infix: string | null;
  readonly lastName: string | null;
  /** The pupil's own group. */
  readonly group: { readonly id: string; readonly name: string } | null;
}

export interface AddressSelection {
  /** Only pupils of this group. */
  readonly groupId: string | undefined;
  /** Only pupils of this teacher's groups. */
  readonly teacherId: string | undefined;
}

const isSelected = `
  ($2::uuid is null or exists (
     select from group_pupils o
       join group_teachers t on t.school_id = o.school_id and t.group_id = o.group_id
      where o.school_id = $1 and o.pupil_id = p.id and t.teacher_id = $2))
  and ($3::uuid is null or exists (
     select from group_pupils o
      where o.school_id = $1 and o.pupil_id = p.id and o.group_id = $3))`;

const addresses = `
  select a.id, a.email, a.email_key as "emailKey", a.activated_at as "activatedAt",
         a.bounced_at as "bouncedAt", a.bounce_reason as "bounceReason", a.expires_at as "expiresAt",
         p.id as "pupilId", p.external_id as "externalId", p.first_name as "firstName", p.infix,
         p.last_name as "lastName",
         case when g.id is not null then json_build_object('id', g.id, 'name', g.name) end as "group",
         ${isSelected} as "isSelected"
    from pupils p
    join home_addresses a on a.school_id = $1 and a.pupil_id = p.id
    left join group_pupils gp on gp.school_id = $1 and gp.pupil_id = p.id and gp.main
    left join groups g on g.school_id = $1 and g.id = gp.group_id
   where p.school_id = $1 and p.left_at is null`;

const listSql = {
  name: "list_unactivated_addresses",
  text: `${addresses} and a.activated_at is null and ${isSelected}
         order by coalesce(p.last_name, '') collate "nl-x-icu", coalesce(p.first_name, '') collate "nl-x-icu", p.id, a.slot`,
};

/** Lists the selected addresses without a password, by last and first name of their pupils. */
export function listUnactivatedAddresses(
  schoolId: string,
  { teacherId, groupId }: AddressSelection,
): Statement<UnactivatedAddress[]> {
  return listRows(listSql, [schoolId, teacherId, groupId]);
}

const againSql = {
  name: "list_addresses_again",
  text: `${addresses} and a.school_id = $1 and a.id = any($4)`,
};

/**
 * Lists these addresses as they are now, in any state, if their pupils are at the school. Call it
 * under the lock of their mailboxes.
 */
export function listAddressesAgain(
  schoolId: string,
  { teacherId, groupId }: AddressSelection,
  ids: readonly string[],
): Statement<UnactivatedAddress[]> {
  return listRows(againSql, [schoolId, teacherId, groupId, ids]);
}
