import type { Clock } from "../../domain/clock.ts";
import { type EmailAddress, parseEmailAddress } from "../../domain/email-address.ts";
import {
  changedMeanwhile,
  invalidRequest,
  ServiceError,
  type ValidationError,
} from "../../domain/errors.ts";
import {
  changesAnything,
  compareAddresses,
  errorsOfUndeliverableDomains,
  parseAddresses,
} from "../../domain/home-login.ts";
import { say } from "../../domain/messages/messages.ts";
import type { SchoolPrincipal } from "../../domain/principal.ts";
import { requireHomeLoginHere } from "../../domain/school/network-environment.ts";
import { type TypingWarning, warningsFor } from "../../domain/typing-error.ts";
import { execute } from "../../store/database.ts";
import { type HomeAddress, listPupilAddresses } from "../../store/family/home-addresses.ts";
import { lockKnownMailboxes } from "../../store/family/mailboxes.ts";
import type { MailCoolDown } from "../../store/mail/mail-cool-downs.ts";
import { findPupil, lockPupil } from "../../store/school/pupils.ts";
import { getSchool } from "../../store/school/schools.ts";
import type { RecordAudit } from "../shared/audit.ts";
import type { WriteHomeLogins } from "../shared/home-login-writer.ts";
import type { Invite } from "../shared/invitations.ts";
import type { InOwnSchool } from "../shared/school-access.ts";
import { requirePupil } from "../shared/school-permissions.ts";
import type { FindUndeliverableDomains } from "../shared/undeliverable-domains.ts";
import { describeHomeLogin, describeInvited, type HomeLogin } from "./home-login-view.ts";
import { readMailWaits } from "./mail-waits.ts";

export interface SentMails {
  readonly queued: readonly { readonly email: string }[];
  readonly skipped: readonly {
    readonly email: string;
    readonly reason: "activated" | "mail-waiting" | "cool-down";
  }[];
}

export interface ChangedHomeLogin extends HomeLogin {
  readonly warnings: readonly TypingWarning[];
}

/** Whether the caller's `If-Match` matches the current state. */
type Precondition = (current: HomeLogin) => boolean;

export interface HomeLoginService {
  get(principal: SchoolPrincipal, pupilId: string): Promise<HomeLogin>;
  /**
   * Replaces the set of addresses: kept addresses keep everything and get no mail, new ones get an
   * invitation, removed ones lose everything. Throws `invalid-request`, `not-found`, `forbidden`,
   * `precondition-failed`, `network-environment`.
   */
  set(
    principal: SchoolPrincipal,
    pupilId: string,
    emails: readonly string[],
    precondition?: Precondition,
  ): Promise<ChangedHomeLogin>;
  remove(principal: SchoolPrincipal, pupilId: string, precondition?: Precondition): Promise<void>;
  /**
   * Sends the mail again: to all addresses that are not activated yet, or to one address, which may
   * also be activated and then gets a password reset. Sends none within the cool-down. Throws
   * `home-login-off`, `network-environment`.
   */
  sendMails(
    principal: SchoolPrincipal,
    pupilId: string,
    email: string | undefined,
  ): Promise<SentMails>;
  /**
   * Returns the errors of a request of which another part is invalid already. Throws `not-found`,
   * `forbidden`.
   */
  mailErrors(
    principal: SchoolPrincipal,
    pupilId: string,
    email: string | undefined,
  ): Promise<ValidationError[]>;
}

export function createHomeLoginService(deps: {
  readonly inOwnSchool: InOwnSchool;
  readonly clock: Clock;
  readonly changeHomeLogins: WriteHomeLogins;
  readonly invite: Invite;
  readonly coolDown: MailCoolDown;
  readonly audit: RecordAudit;
  readonly findUndeliverableDomains: FindUndeliverableDomains;
}): HomeLoginService {
  const { inOwnSchool, clock, changeHomeLogins, invite, audit, findUndeliverableDomains } = deps;

  async function replace(
    principal: SchoolPrincipal,
    pupilId: string,
    wanted: readonly EmailAddress[],
    precondition: Precondition = () => true,
    undeliverableDomains: ReadonlySet<string> = new Set(),
  ): Promise<HomeLogin> {
    return await inOwnSchool(principal, async (tx, access) => {
      const { schoolId } = access;
      const pupil = await requirePupil(tx, access, pupilId, lockPupil);
      const now = clock.now();
      const current = await listPupilAddresses(tx, schoolId, pupilId);
      const before = await describeHomeLogin(tx, schoolId, current, pupil.homeLoginUpdatedAt, now);
      if (!precondition(before)) throw changedMeanwhile("home login");
      const school = await getSchool(tx, schoolId);
      if (wanted.length > 0) requireHomeLoginHere(school);

      const change = compareAddresses(current, wanted);
      if (!changesAnything(change)) return before;
      const validationErrors = errorsOfUndeliverableDomains(wanted, change, undeliverableDomains);
      if (validationErrors.length > 0) throw invalidRequest(validationErrors);
      const written = [{ ...change, pupilId, rank: 0 }];
      const added = await changeHomeLogins(tx, { by: access, school, now }, written);
      const kept = current.flatMap((address, index) => {
        const view = before.addresses[index];
        return view && change.kept.includes(address) ? [{ slot: address.slot, view }] : [];
      });
      const invited = added.map((one) => ({ slot: one.slot, view: describeInvited(one, now) }));
      const all = [...kept, ...invited].toSorted((a, b) => a.slot - b.slot);
      const addresses = all.map(({ view }) => view);
      return { enabled: addresses.length > 0, addresses, updatedAt: now };
    });
  }

  return {
    get: (principal, pupilId) =>
      inOwnSchool(principal, async (tx, access) => {
        const pupil = await requirePupil(tx, access, pupilId, findPupil);
        const addresses = await listPupilAddresses(tx, access.schoolId, pupilId);
        const { homeLoginUpdatedAt } = pupil;
        return await describeHomeLogin(
          tx,
          access.schoolId,
          addresses,
          homeLoginUpdatedAt,
          clock.now(),
        );
      }),

    set: async (principal, pupilId, emails, precondition) => {
      const wanted = parseAddresses(emails);
      // Outside the transaction, because DNS may be slow.
      const undeliverableDomains = await findUndeliverableDomains(wanted);
      const homeLogin = await replace(
        principal,
        pupilId,
        wanted,
        precondition,
        undeliverableDomains,
      );
      return { ...homeLogin, warnings: warningsFor(wanted) };
    },

    remove: async (principal, pupilId, precondition) => {
      await replace(principal, pupilId, [], precondition);
    },

    sendMails: (principal, pupilId, email) =>
      inOwnSchool(principal, async (tx, access) => {
        const { schoolId } = access;
        await requirePupil(tx, access, pupilId, lockPupil);
        const places = await listPupilAddresses(tx, schoolId, pupilId);
        if (places.length === 0) {
          throw new ServiceError("home-login-off", say("home-login-off"));
        }
        await execute(tx, lockKnownMailboxes(places.map(({ emailKey }) => emailKey)));
        // Read again under the lock: a parent may have activated the address since.
        const addresses = await listPupilAddresses(tx, schoolId, pupilId);
        const asked = email === undefined ? addresses : [pick(addresses, email)];
        const school = await getSchool(tx, schoolId);
        requireHomeLoginHere(school);
        const now = clock.now();
        const ids = asked.map(({ id }) => id);
        const waits = await readMailWaits(tx, schoolId, ids, now, deps.coolDown.seconds);
        const queued: HomeAddress[] = [];
        const skipped: SentMails["skipped"][number][] = [];
        for (const address of asked) {
          const isActivated = address.activatedAt && email === undefined;
          const reason = isActivated ? "activated" : waits.get(address.id);
          if (reason) skipped.push({ email: address.email, reason });
          else queued.push(address);
        }
        await invite(tx, queued, { kind: "activation", school }, now);
        if (queued.length > 0) {
          const homeAddressIds = queued.map(({ id }) => id);
          await audit(tx, access, [{ action: "activation-mails-sent", pupilId, homeAddressIds }]);
        }
        return { queued: queued.map(({ email }) => ({ email })), skipped };
      }),

    mailErrors: (principal, pupilId, email) =>
      inOwnSchool(principal, async (tx, access) => {
        await requirePupil(tx, access, pupilId, findPupil);
        if (email === undefined) return [];
        const addresses = await listPupilAddresses(tx, access.schoolId, pupilId);
        return findAddress(addresses, email) ? [] : [unknownAddress];
      }),
  };
}

const unknownAddress = { pointer: "/email", detail: say("address-unknown") };

function pick(addresses: readonly HomeAddress[], email: string): HomeAddress {
  const found = findAddress(addresses, email);
  if (found) return found;
  throw invalidRequest([unknownAddress]);
}

function findAddress(addresses: readonly HomeAddress[], email: string): HomeAddress | undefined {
  const wanted = parseEmailAddress(email);
  if ("validationError" in wanted) return undefined;
  return addresses.find((one) => one.emailKey === wanted.emailKey);
}
