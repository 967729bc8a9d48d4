import { type LinkPurpose, linkUnknown, requireOpenLink } from "../domain/activation.ts";
import type { Origin } from "../domain/audit-event.ts";
import type { Clock } from "../domain/clock.ts";
import { domainOf } from "../domain/email-address.ts";
import { type Fault, ServiceError } from "../domain/errors.ts";
import { networkPath } from "../domain/network.ts";
import { normalizePassword, type PasswordFault, passwordFaults } from "../domain/password.ts";
import type { HashQueue } from "../security/hash-queue.ts";
import type { PasswordCheck, PasswordHash, PasswordHasher } from "../security/password-hash.ts";
import { newId, type Random } from "../security/random.ts";
import type { RowReference } from "../security/row-token.ts";
import { loginByAddress } from "../security/throttle.ts";
import { consumeLink, type LinkSubject } from "../store/activation-links.ts";
import { askInTurn, type Database, type Transaction } from "../store/database.ts";
import { revokeHomeAccess } from "../store/home-access.ts";
import { updatePassword } from "../store/home-addresses.ts";
import { findHousehold, type Household, lockMailbox } from "../store/mailboxes.ts";
import { enqueueMails } from "../store/outbox.ts";
import { type RecordAudit, theFamily } from "./audit.ts";
import { type OpenLink, requireLink } from "./open-links.ts";
import type { Throttle } from "./throttle.ts";

export interface ActivationLookup {
  readonly purpose: LinkPurpose;
  readonly pupil: { readonly firstName: string | null };
  readonly school: { readonly name: string };
  readonly email: string;
  readonly expiresAt: Date;
}

export interface Activation {
  readonly pupil: { readonly firstName: string | null };
  readonly email: string;
  readonly activatedAt: Date;
}

export interface ActivationService {
  /** What a link is for; changes nothing. Throws `link-unknown` and what `requireOpenLink` throws. */
  lookUp(token: string, origin: Origin): Promise<ActivationLookup>;
  /**
   * Makes the password and uses the link up, for exactly one caller; no login comes of it. Revokes the
   * sessions, remembered devices, pictures and other open links of the address. Throws the same, and `password-rejected` or `password-taken-by-sibling`, which use up nothing.
   */
  activate(token: string, password: string, origin: Origin): Promise<Activation>;
}

interface Redemption {
  readonly reference: RowReference;
  readonly link: LinkSubject;
  readonly check: PasswordCheck;
  readonly now: Date;
  readonly requestId: string;
}

const rejections: Readonly<Record<PasswordFault, string>> = {
  malformed: "has characters that are none",
  "too-short": "is too short",
  "too-long": "is too long",
  breached: "is one that many people use, so it is easily guessed",
  "contains-name": "is little more than a name that others know",
};

export function createActivationService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly hasher: PasswordHasher;
  readonly hashQueue: HashQueue;
  readonly throttle: Throttle;
  readonly openLink: OpenLink;
  readonly isBreached: (password: string) => boolean;
  readonly passwordLengthMin: number;
  readonly audit: RecordAudit;
}): ActivationService {
  const { db, clock, random, hasher, hashQueue, throttle, openLink } = deps;

  async function activate(token: string, typed: string, origin: Origin): Promise<Activation> {
    const { reference, link } = await openLink(token, origin);
    const password = normalizePassword(typed);
    requireAcceptable(password, link);

    const { emailKey } = link;
    using place = hashQueue.reserve(networkPath(origin.network));
    const [household] = await db.askAtHome(emailKey, [findHousehold(emailKey)]);
    if (!household) throw linkUnknown();
    const taken = passwordsOfSiblings(household, link);
    const check = await hasher.check(password, household.passwordSalt, taken, place);
    if (check.matched !== undefined) throw takenBySibling();

    const activatedAt = clock.now();
    const { requestId } = origin;
    await db.atHome(
      emailKey,
      (tx) => redeem(tx, { reference, link, check, now: activatedAt, requestId }),
      reference.schoolId,
    );
    return { pupil: { firstName: link.firstName }, email: link.email, activatedAt };
  }

  function requireAcceptable(password: string, link: LinkSubject): void {
    const [localPart = ""] = link.emailKey.split("@");
    const faults = passwordFaults(password, {
      words: [
        link.firstName,
        link.lastName,
        link.schoolName,
        localPart,
        domainOf(link.emailKey),
      ].filter((word) => word !== null),
      isBreached: deps.isBreached,
      lengthMin: deps.passwordLengthMin,
    });
    if (faults.length === 0) return;
    throw new ServiceError("password-rejected", "This password cannot be used; see errors.", {
      faults: faults.map(
        (reason): Fault => ({ pointer: "/password", detail: rejections[reason], reason }),
      ),
    });
  }

  /** Under the lock of the mailbox, so that no sibling takes the same password meanwhile. */
  async function redeem(
    tx: Transaction,
    { reference, link, check, now, requestId }: Redemption,
  ): Promise<void> {
    const { schoolId, id } = reference;
    const { current } = check;
    const { pupilId, homeAddressId, emailKey } = link;
    const [, household, isConsumed] = await askInTurn(tx, [
      lockMailbox(emailKey),
      findHousehold(emailKey),
      consumeLink(schoolId, id, now), // which is undone by what is thrown
    ]);
    if (!household) throw linkUnknown();
    const taken = passwordsOfSiblings(household, link);
    if (taken.some(check.matches)) throw takenBySibling();
    if (!isConsumed) {
      requireOpenLink(await requireLink(tx, { schoolId, id }), now);
      throw linkUnknown();
    }
    const notice = { kind: "password-notice", locale: link.locale, createdAt: now } as const;
    // None needs the answer to another, so they travel together while others wait for the lock.
    await Promise.all([
      askInTurn(tx, [
        updatePassword(schoolId, homeAddressId, current, now),
        revokeHomeAccess(schoolId, [homeAddressId], now),
        throttle.forgetting({ policy: loginByAddress, subject: emailKey }),
      ]),
      enqueueMails(tx, notice, [
        { mailId: newId(now, random), emailKey, schoolId, homeAddressId, linkId: null },
      ]),
      deps.audit(tx, { schoolId, actor: theFamily, origin: { requestId } }, [
        { action: "password-made", pupilId, homeAddressIds: [homeAddressId] },
      ]),
    ]);
  }

  return {
    lookUp: async (token, origin) => {
      const { link } = await openLink(token, origin);
      const { purpose, firstName, schoolName, email, expiresAt } = link;
      return { purpose, pupil: { firstName }, school: { name: schoolName }, email, expiresAt };
    },
    activate,
  };
}

function passwordsOfSiblings({ children }: Household, link: LinkSubject): PasswordHash[] {
  return children
    .filter(({ homeAddressId }) => homeAddressId !== link.homeAddressId)
    .map(({ password }) => password);
}

function takenBySibling(): ServiceError {
  return new ServiceError(
    "password-taken-by-sibling",
    "Another child on this address has this password; choose another one.",
  );
}
