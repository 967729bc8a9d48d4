import { addSeconds, type Clock, daySeconds } from "../../domain/clock.ts";
import { notFound, ServiceError } from "../../domain/errors.ts";
import { say } from "../../domain/messages/messages.ts";
import { nilUuid } from "../../domain/nil-uuid.ts";
import {
  type PageRequest,
  type PageResult,
  toPageResult,
  withOneMore,
} from "../../domain/pagination.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { type ProposalStatus, settledProposalDays } from "../../domain/school/address-proposal.ts";
import { requireHomeLoginHere } from "../../domain/school/network-environment.ts";
import { warningsFor } from "../../domain/typing-error.ts";
import { execute, type Transaction } from "../../store/database.ts";
import { listPupilAddresses } from "../../store/family/home-addresses.ts";
import {
  findProposal,
  type ListedProposal,
  listProposals,
  type Proposal,
  settleProposal,
} from "../../store/school/address-proposals.ts";
import { findPupil, lockPupil } from "../../store/school/pupils.ts";
import { getSchool } from "../../store/school/schools.ts";
import type { AddAddress } from "../shared/additional-address.ts";
import type { RecordAudit } from "../shared/audit.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requirePerson, requirePupil, type SchoolAccess } from "../shared/school-permissions.ts";
import { describeHomeLogin, type HomeLogin } from "./home-login-view.ts";

/** An address that a parent proposed, as a teacher sees it. */
export interface ProposalView {
  readonly id: string;
  readonly status: ProposalStatus;
  readonly email: string;
  /** The probably intended address; `null` when there is no clear typing error. */
  readonly suggestion: string | null;
  readonly pupil: Pick<ListedProposal, "externalId" | "firstName" | "infix" | "lastName"> & {
    readonly id: string;
    readonly group: { readonly id: string; readonly name: string } | null;
  };
  readonly proposedAt: Date;
  readonly settledAt: Date | null;
}

export interface AddressProposalService {
  /** Lists proposals, the oldest first: of the school, or of a teacher's own groups. Throws `forbidden`. */
  list(
    principal: SchoolPrincipal,
    status: ProposalStatus | undefined,
    page: PageRequest,
  ): Promise<PageResult<ProposalView>>;
  /**
   * Adds the proposed address, which gets an invitation. Repetition changes nothing. Throws
   * `not-found`, `forbidden`, `address-limit`, `network-environment`, and `proposal-closed` after a
   * declination.
   */
  accept(principal: SchoolPrincipal, proposalId: string): Promise<HomeLogin>;
  /**
   * Declines a proposal, after which the letter takes another address. Repetition changes nothing.
   * Throws `not-found`, `forbidden`, and `proposal-closed` after an acceptance.
   */
  decline(principal: SchoolPrincipal, proposalId: string): Promise<void>;
}

export function createAddressProposalService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly clock: Clock;
  readonly addAddress: AddAddress;
  readonly audit: RecordAudit;
}): AddressProposalService {
  const { inOwnSchool, clock, addAddress, audit } = deps;

  /** Adds the address, unless the school has entered it meanwhile. */
  async function add(tx: Transaction, access: SchoolAccess, proposal: Proposal, now: Date) {
    const { schoolId } = access;
    const { id, pupilId, emailKey } = proposal;
    const school = await getSchool(tx, schoolId);
    requireHomeLoginHere(school);
    const current = await listPupilAddresses(tx, schoolId, pupilId);
    const known = current.find((address) => address.emailKey === emailKey);
    const { id: homeAddressId } =
      known ?? (await addAddress(tx, { by: access, school, now }, { pupilId, current }, proposal));
    const answer = { status: "accepted", homeAddressId } as const;
    await execute(tx, settleProposal(schoolId, id, answer, settledFrom(now)));
    await audit(tx, access, [
      { action: "address-proposal-accepted", pupilId, homeAddressIds: [homeAddressId] },
    ]);
  }

  return {
    list: (principal, status, page) =>
      inOwnSchool(principal, async (tx, access) => {
        requirePerson(access);
        const { schoolId, reachesWholeSchool, teacherId = nilUuid } = access;
        const filter = { status, teacherId: reachesWholeSchool ? undefined : teacherId };
        const found = await execute(tx, listProposals(schoolId, filter, withOneMore(page)));
        return toPageResult(found.map(describe), page);
      }),

    accept: (principal, proposalId) =>
      inOwnSchool(principal, async (tx, access) => {
        const proposal = await lockProposal(tx, access, proposalId);
        if (proposal.status === "declined") throw closed();
        const now = clock.now();
        if (proposal.status === "waiting") await add(tx, access, proposal, now);
        const { schoolId } = access;
        const { pupilId } = proposal;
        const pupil = await execute(tx, findPupil(schoolId, pupilId));
        const addresses = await listPupilAddresses(tx, schoolId, pupilId);
        const updatedAt = pupil?.homeLoginUpdatedAt ?? null;
        return await describeHomeLogin(tx, schoolId, addresses, updatedAt, now);
      }),

    decline: (principal, proposalId) =>
      inOwnSchool(principal, async (tx, access) => {
        const { id, pupilId, status } = await lockProposal(tx, access, proposalId);
        if (status === "accepted") throw closed();
        if (status === "declined") return;
        const answer = { status: "declined" } as const;
        await execute(tx, settleProposal(access.schoolId, id, answer, settledFrom(clock.now())));
        await audit(tx, access, [{ action: "address-proposal-declined", pupilId }]);
      }),
  };
}

/** Returns the proposal with its pupil locked, so that answers to it run one after another. */
async function lockProposal(
  tx: Transaction,
  access: SchoolAccess,
  proposalId: string,
): Promise<Proposal> {
  requirePerson(access);
  const found = await execute(tx, findProposal(access.schoolId, proposalId));
  if (!found) throw notFound();
  await requirePupil(tx, access, found.pupilId, lockPupil);
  const proposal = await execute(tx, findProposal(access.schoolId, proposalId));
  if (!proposal) throw notFound();
  return proposal;
}

const settledFrom = (now: Date) => ({
  settledAt: now,
  expiresAt: addSeconds(now, settledProposalDays * daySeconds),
});

function closed(): ServiceError {
  return new ServiceError("proposal-closed", say("proposal-closed"));
}

function describe({ groupId, groupName, ...row }: ListedProposal): ProposalView {
  const { id, status, email, emailKey, proposedAt, settledAt } = row;
  const { pupilId, externalId, firstName, infix, lastName } = row;
  const group = groupId === null ? null : { id: groupId, name: groupName ?? "" };
  return {
    id,
    status,
    email,
    suggestion: warningsFor([{ email, emailKey }])[0]?.suggestion ?? null,
    pupil: { id: pupilId, externalId, firstName, infix, lastName, group },
    proposedAt,
    settledAt,
  };
}
