import type { PageRequest } from "../../domain/pagination.ts";
import type { ProposalStatus } from "../../domain/school/address-proposal.ts";
import type { LetterMode } from "../../domain/school/letters.ts";
import { command, findRow, listRows, type Statement } from "../statement.ts";

/** A letter whose code can be used. */
export interface OpenLetter {
  readonly schoolId: string;
  readonly pupilId: string;
  readonly id: string;
  readonly mode: Exclude<LetterMode, "off">;
  /** Number of home addresses of the pupil. */
  readonly addresses: number;
  /** Number of addresses that were entered with it and not declined. */
  readonly proposals: number;
}

const openSql = {
  name: "find_open_letter",
  text: `select l.school_id as "schoolId", l.pupil_id as "pupilId", l.id, s.letters as mode,
                (select count(*)::int from home_addresses a
                  where a.school_id = l.school_id and a.pupil_id = l.pupil_id) as addresses,
                (select count(*)::int from address_proposals a
                  where a.school_id = l.school_id and a.pupil_id = l.pupil_id
                    and a.letter_id = l.id and a.status <> 'declined') as proposals
           from letters l
           join pupils p on p.school_id = l.school_id and p.id = l.pupil_id and p.left_at is null
           join schools s on s.id = l.school_id and s.letters <> 'off'
            and (s.network_environment is null or s.home_login_beside_network_environment)
          where l.code_hash = any($1) and l.expires_at > $2`,
};

/**
 * Finds the letter of a code by its possible hashes, unless it has expired or the school takes no address with it.
 * One statement for every code.
 */
export function findOpenLetter(
  hashes: readonly Buffer[],
  now: Date,
): Statement<OpenLetter | undefined> {
  return findRow(openSql, [hashes, now]);
}

export interface NewProposal {
  readonly schoolId: string;
  readonly id: string;
  readonly pupilId: string;
  readonly letterId: string;
  readonly email: string;
  readonly emailKey: string;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  /** Of a proposal that is accepted at once. */
  readonly homeAddressId: string | null;
}

const insertSql = {
  name: "insert_address_proposal",
  text: `insert into address_proposals (school_id, id, pupil_id, letter_id, email, email_key,
                                        proposed_at, expires_at, home_address_id, status, settled_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9,
                 case when $9::uuid is null then 'waiting' else 'accepted' end,
                 case when $9::uuid is not null then $7::timestamptz end)
         on conflict (school_id, pupil_id, email_key) where status = 'waiting' do nothing
         returning id`,
};

/** Inserts a proposal; returns `undefined` when the same one waits already. */
export function insertProposal(
  proposal: NewProposal,
): Statement<{ readonly id: string } | undefined> {
  const { schoolId, id, pupilId, letterId, email, emailKey } = proposal;
  const { proposedAt, expiresAt, homeAddressId } = proposal;
  const names = [schoolId, id, pupilId, letterId, email, emailKey];
  return findRow(insertSql, [...names, proposedAt, expiresAt, homeAddressId]);
}

export interface Proposal {
  readonly id: string;
  readonly pupilId: string;
  readonly email: string;
  readonly emailKey: string;
  readonly status: ProposalStatus;
}

const findSql = {
  name: "find_address_proposal",
  text: `select a.id, a.pupil_id as "pupilId", a.email, a.email_key as "emailKey", a.status
           from address_proposals a
          where a.school_id = $1 and a.id = $2`,
};

export function findProposal(schoolId: string, id: string): Statement<Proposal | undefined> {
  return findRow(findSql, [schoolId, id]);
}

export interface ListedProposal {
  readonly id: string;
  readonly pupilId: string;
  readonly externalId: string;
  readonly firstName: string | null;
  readonly infix: string | null;
  readonly lastName: string | null;
  readonly groupId: string | null;
  readonly groupName: string | null;
  readonly email: string;
  readonly emailKey: string;
  readonly status: ProposalStatus;
  readonly proposedAt: Date;
  readonly settledAt: Date | null;
}

export interface ProposalFilter {
  readonly status: ProposalStatus | undefined;
  /** Only pupils of this teacher's groups. */
  readonly teacherId: string | undefined;
}

const listSql = {
  name: "list_address_proposals",
  text: `select a.id, a.pupil_id as "pupilId", p.external_id as "externalId",
                p.first_name as "firstName", p.infix, p.last_name as "lastName",
                g.id as "groupId", g.name as "groupName", a.email, a.email_key as "emailKey",
                a.status, a.proposed_at as "proposedAt", a.settled_at as "settledAt"
           from address_proposals a
           join pupils p on p.school_id = a.school_id and p.id = a.pupil_id and p.left_at is null
           left join group_pupils gp on gp.school_id = $1 and gp.pupil_id = p.id and gp.main
           left join groups g on g.school_id = $1 and g.id = gp.group_id
          where a.school_id = $1
            and ($2::text is null or a.status = $2)
            and ($3::uuid is null or exists (
                  select from group_pupils tp
                    join group_teachers gt on gt.school_id = tp.school_id and gt.group_id = tp.group_id
                   where tp.school_id = $1 and tp.pupil_id = p.id and gt.teacher_id = $3))
            and ($4::uuid is null or a.id > $4)
          order by a.id
          limit $5`,
};

/** Lists proposals, the oldest first. */
export function listProposals(
  schoolId: string,
  { status, teacherId }: ProposalFilter,
  page: PageRequest,
): Statement<ListedProposal[]> {
  return listRows(listSql, [schoolId, status, teacherId, page.afterKey?.id, page.limit]);
}

const settleSql = {
  name: "settle_address_proposal",
  text: `update address_proposals
            set status = $3, home_address_id = $4, settled_at = $5, expires_at = $6
          where school_id = $1 and id = $2 and status = 'waiting'`,
};

/** Settles a waiting proposal of a locked pupil. */
export function settleProposal(
  schoolId: string,
  id: string,
  answer:
    | { readonly status: "accepted"; readonly homeAddressId: string }
    | { readonly status: "declined" },
  { settledAt, expiresAt }: { readonly settledAt: Date; readonly expiresAt: Date },
): Statement<void> {
  const homeAddressId = answer.status === "accepted" ? answer.homeAddressId : null;
  return command(settleSql, [schoolId, id, answer.status, homeAddressId, settledAt, expiresAt]);
}
