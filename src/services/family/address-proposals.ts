import type { RequestContext } from "../../domain/audit-event.ts";
import { addSeconds, type Clock, daySeconds } from "../../domain/clock.ts";
import { type EmailAddress, parseEmailAddress, withoutName } from "../../domain/email-address.ts";
import { invalidRequest, type ValidationError } from "../../domain/errors.ts";
import { homeAddressesMax } from "../../domain/home-login.ts";
import { say } from "../../domain/messages/messages.ts";
import { settledProposalDays, waitingProposalDays } from "../../domain/school/address-proposal.ts";
import { parseLetterCode, proposalsPerLetterMax } from "../../domain/school/letters.ts";
import { type TypingWarning, warningsFor } from "../../domain/typing-error.ts";
import { possibleLetterHashes } from "../../security/letter-code.ts";
import { newId, type Random } from "../../security/random.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import { letterByCode, letterByNetwork } from "../../security/throttle-policies.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import { listPupilAddresses } from "../../store/family/home-addresses.ts";
import { insertLinkRequest } from "../../store/family/link-requests.ts";
import {
  findOpenLetter,
  insertProposal,
  type OpenLetter,
} from "../../store/school/address-proposals.ts";
import { lockPupil } from "../../store/school/pupils.ts";
import { getSchool } from "../../store/school/schools.ts";
import { type AddAddress, requireRoom } from "../shared/additional-address.ts";
import { type RecordAudit, theFamily } from "../shared/audit.ts";
import { type Admission, byNetworks, type Throttle } from "../shared/throttle.ts";
import type { FindUndeliverableDomains } from "../shared/undeliverable-domains.ts";

/** An address that a parent enters with the code of a letter, as typed. */
export interface TypedProposal {
  readonly code: string;
  readonly email: string;
}

export interface ProposalService {
  /**
   * Adds or proposes an address. Resolves to the same for every code that does nothing: unknown,
   * expired, replaced, or used for two addresses. Throws `invalid-request`, `too-many-requests`, and
   * `address-limit` when the code is valid and the pupil has two addresses already, whichever these are.
   */
  propose(typed: TypedProposal, origin: RequestContext): Promise<readonly TypingWarning[]>;
  /** Returns the errors of a proposal of which another part is invalid already. */
  errorsOf(typed: Partial<TypedProposal>): ValidationError[];
  /** Returns the probably intended address; `undefined` when there is no clear typing error. */
  suggest(email: string): string | undefined;
}

export function createProposalService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly throttle: Throttle;
  readonly audit: RecordAudit;
  readonly addAddress: AddAddress;
  readonly findUndeliverableDomains: FindUndeliverableDomains;
}): ProposalService {
  const { db, clock, random, keys, throttle, audit, addAddress } = deps;

  /** Runs with the pupil locked, so that two parents never add a third address. */
  async function enter(
    tx: Transaction,
    { schoolId, pupilId }: OpenLetter,
    hashes: readonly Buffer[],
    address: EmailAddress,
    requestId: string,
  ): Promise<void> {
    if (!(await execute(tx, lockPupil(schoolId, pupilId)))) return;
    const now = clock.now();
    // Read again under the lock: a newer letter, or another parent, may have come first.
    const letter = await execute(tx, findOpenLetter(hashes, now));
    if (!letter) return;
    requireRoom(letter.addresses);
    if (letter.proposals >= proposalsPerLetterMax) return;
    const current = await listPupilAddresses(tx, schoolId, pupilId);
    if (current.some(({ emailKey }) => emailKey === address.emailKey)) {
      await execute(tx, insertLinkRequest(address.emailKey, now));
      return;
    }
    const by = { schoolId, actor: theFamily, origin: { requestId } };
    const added =
      letter.mode === "at-once"
        ? await addAddress(
            tx,
            { by, school: await getSchool(tx, schoolId), now },
            { pupilId, current },
            address,
          )
        : undefined;
    const keptDays = added ? settledProposalDays : waitingProposalDays;
    const inserted = await execute(
      tx,
      insertProposal({
        schoolId,
        id: newId(now, random),
        pupilId,
        letterId: letter.id,
        ...address,
        proposedAt: now,
        expiresAt: addSeconds(now, keptDays * daySeconds),
        homeAddressId: added?.id ?? null,
      }),
    );
    if (!inserted) return;
    const homeAddressIds = added ? [added.id] : [];
    await audit(tx, by, [{ action: "address-proposed", pupilId, homeAddressIds }]);
  }

  async function requireDeliverable(address: EmailAddress): Promise<void> {
    const undeliverable = await deps.findUndeliverableDomains([address]);
    if (undeliverable.size === 0) return;
    throw invalidRequest([{ pointer: "/email", detail: say("email-undeliverable") }]);
  }

  return {
    propose: async (typed, { network, requestId }) => {
      const code = parseLetterCode(typed.code);
      const address = parseEmailAddress(withoutName(typed.email));
      const networks = byNetworks(letterByNetwork, network);
      if (code === undefined || "validationError" in address) {
        await throttle.admit(networks);
        throw invalidRequest(errorsOf(typed));
      }
      const admission = await throttle.admit([
        ...networks,
        { policy: letterByCode, subject: code },
      ]);
      await requireDeliverable(address);
      const hashes = possibleLetterHashes(keys, code);
      const [letter] = await db.pipelineAsService([findOpenLetter(hashes, clock.now())]);
      if (letter && !isUsedUp(letter)) {
        const takeBack = await throttle.succeeding(ofNetworks(admission), []);
        await db.atHome(
          address.emailKey,
          async (tx) => {
            await execute(tx, takeBack);
            await enter(tx, letter, hashes, address, requestId);
          },
          letter.schoolId,
        );
      }
      return warningsFor([address]).map((warning) => ({ ...warning, pointer: "/email" }));
    },

    errorsOf,

    suggest: (email) => {
      const address = parseEmailAddress(withoutName(email));
      if ("validationError" in address) return undefined;
      return warningsFor([address])[0]?.suggestion;
    },
  };
}

/** Whether a letter takes no other address and has no answer of its own: it costs no more than an unknown code. */
function isUsedUp({ addresses, proposals }: OpenLetter): boolean {
  return proposals >= proposalsPerLetterMax && addresses < homeAddressesMax;
}

function errorsOf({ code, email }: Partial<TypedProposal>): ValidationError[] {
  const address = email === undefined ? undefined : parseEmailAddress(withoutName(email));
  return [
    ...(code !== undefined && parseLetterCode(code) === undefined
      ? [{ pointer: "/code", detail: say("letter-code-form") }]
      : []),
    ...(address && "validationError" in address
      ? [{ pointer: "/email", detail: address.validationError }]
      : []),
  ];
}

/** The counts of the code stay, so that one letter sends mail to few addresses. */
function ofNetworks(admission: Admission): Admission {
  return admission.filter(({ policy }) => policy.name === letterByNetwork["/64"].name);
}
