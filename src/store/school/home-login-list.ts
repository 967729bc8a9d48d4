// Home login state of the pupils of a school, with the reason when it is not active.

import type { AddressState, ReportStatus } from "../../domain/home-login.ts";
import type { MailReason } from "../../domain/mail/reason.ts";
import type { PageRequest } from "../../domain/pagination.ts";
import { objectRows, type Statement } from "../statement.ts";
import { dutchOrder } from "./pupils.ts";

export interface ReportedPupilRow {
  readonly id: string;
  readonly externalId: string;
  readonly firstName: string | null;
  readonly infix: string | null;
  readonly lastName: string | null;
  readonly hasEckId: boolean;
  /** The pupil's own group. */
  readonly group: { readonly id: string; readonly name: string } | null;
  readonly addresses: readonly ReportedAddressRow[];
}

export interface ReportedAddressRow extends AddressState {
  readonly email: string;
  readonly invitedAt: Date;
  /** Reason of the bounce. */
  readonly bounceReason: MailReason | null;
  /** Reason why a mail that is retried has not arrived yet. */
  readonly delayReason: MailReason | null;
}

export interface ReportFilter {
  /** Only pupils with an address in this state, or without any. */
  readonly status: ReportStatus | undefined;
  readonly groupId: string | undefined;
  /** Only pupils with (`true`) or without (`false`) an ECK iD. */
  readonly hasEckId: boolean | undefined;
  /** Only pupils of this teacher's groups. */
  readonly teacherId: string | undefined;
}

// The state of an address repeats addressStatus() of domain/home-login.ts in SQL, because a page has only
// the pupils that match.
const listSql = {
  name: "list_reported_pupils",
  text: `with page as (
           select p.school_id, p.id, p.external_id, p.first_name, p.infix, p.last_name, p.eck_id
             from pupils p
            where p.school_id = $1 and p.left_at is null
              and ($2::uuid is null or exists (
                    select from group_pupils gp
                      join group_teachers gt on gt.school_id = gp.school_id and gt.group_id = gp.group_id
                     where gp.school_id = $1 and gp.pupil_id = p.id and gt.teacher_id = $2))
              and ($3::uuid is null or exists (
                    select from group_pupils gp
                     where gp.school_id = $1 and gp.pupil_id = p.id and gp.group_id = $3))
              and ($4::text is null or $4 in (
                    select case when h.activated_at is not null then 'activated'
                                when h.bounced_at is not null then 'bounced'
                                when h.expires_at <= $5::timestamptz then 'expired'
                                when h.id is not null then 'invited'
                                else 'none' end
                      from (select) as pupil
                      left join home_addresses h on h.school_id = $1 and h.pupil_id = p.id))
              and ($8::boolean is null or $8 = (p.eck_id is not null))
              and ($6::uuid is null or
                   (${dutchOrder}) > ($9::text, $10::text, $6))
            order by ${dutchOrder}
            limit $7)
         select p.id, p.external_id as "externalId", p.first_name as "firstName", p.infix,
                p.last_name as "lastName", p.eck_id is not null as "hasEckId", g.id as "groupId", g.name as "groupName",
                a.email, a.invited_at as "invitedAt", a.activated_at as "activatedAt",
                a.bounced_at as "bouncedAt", a.bounce_reason as "bounceReason",
                a.expires_at as "expiresAt",
                (select m.reason from mail_items i join mails m on m.id = i.mail_id
                  where i.school_id = $1 and i.home_address_id = a.id
                    and i.link_id is not null and m.outcome is null
                  order by m.created_at desc, m.id desc limit 1) as "delayReason"
           from page p
           left join group_pupils gp on gp.school_id = $1 and gp.pupil_id = p.id and gp.main
           left join groups g on g.school_id = $1 and g.id = gp.group_id
           left join home_addresses a on a.school_id = $1 and a.pupil_id = p.id
          order by ${dutchOrder}, a.slot`,
};

/** One row per address, or one row without an address. */
type FlatRow = Omit<ReportedPupilRow, "group" | "addresses"> &
  Omit<ReportedAddressRow, "email"> & {
    readonly email: string | null;
    readonly groupId: string | null;
    readonly groupName: string | null;
  };

/** Lists pupils by last and first name. */
export function listReportedPupils(
  schoolId: string,
  { teacherId, groupId, status, hasEckId }: ReportFilter,
  { limit, afterKey }: PageRequest,
  now: Date,
): Statement<ReportedPupilRow[]> {
  const [lastName, firstName] = afterKey?.texts ?? [];
  const values = [
    ...[schoolId, teacherId, groupId, status, now],
    ...[afterKey?.id, limit, hasEckId, lastName, firstName],
  ];
  return objectRows(listSql, values, mapPupils);
}

function mapPupils(rows: readonly FlatRow[]): ReportedPupilRow[] {
  const pupils: (ReportedPupilRow & { addresses: ReportedAddressRow[] })[] = [];
  for (const { id, externalId, firstName, infix, lastName, hasEckId, ...others } of rows) {
    const { groupId, groupName, ...row } = others;
    if (pupils.at(-1)?.id !== id) {
      const group = groupId === null ? null : { id: groupId, name: groupName ?? "" };
      pupils.push({ id, externalId, firstName, infix, lastName, hasEckId, group, addresses: [] });
    }
    const { email, ...address } = row;
    if (email !== null) pupils.at(-1)?.addresses.push({ email, ...address });
  }
  return pupils;
}
