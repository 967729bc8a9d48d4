// Login with a home address and a password.
import { type EmailAddress, parseEmailAddress } from "../../domain/email-address.ts";
import { ServiceError } from "../../domain/errors.ts";
import { networkPath } from "../../domain/network.ts";
import { normalizePassword } from "../../domain/password.ts";
import type { HashQueue } from "../../security/hash-queue.ts";
import type { PasswordCheck, PasswordHash, PasswordHasher } from "../../security/password-hash.ts";
import {
  failuresInARowMax,
  loginByAddress,
  loginByDevice,
  loginByNetwork,
  picturesByChild,
} from "../../security/throttle-policies.ts";
import type { Database } from "../../store/database.ts";
import { updateOutdatedHash } from "../../store/family/home-addresses.ts";
import {
  type ChildPassword,
  findMailboxPasswords,
  type MailboxPasswords,
} from "../../store/family/mailboxes.ts";
import type { Settlement } from "../../store/family/throttles.ts";
import { type Admission, type Attempt, byNetworks, type Throttle } from "../shared/throttle.ts";
import type { IssuedLoginDevice, LoginDevices } from "./login-devices.ts";
import type { PasswordBatches } from "./password-batches.ts";
import type { IssuedSession, SessionTokens } from "./session-tokens.ts";

/** A session opened with a password, with the login-device token of the browser or program. */
export interface HomeLogin extends IssuedSession {
  readonly loginDevice: IssuedLoginDevice;
}

/**
 * Logs in. `loginDeviceTokens` come from earlier logins; with a token for this address the attempts
 * are counted apart from those of strangers. Throws `wrong-email-or-password` for every reason
 * alike, `too-many-requests`, and `unavailable`, which is not counted as an attempt.
 */
export type LogIn = (
  email: string,
  password: string,
  network: string,
  loginDeviceTokens?: readonly string[],
) => Promise<HomeLogin>;

export function createPasswordLogin(deps: {
  readonly db: Database;
  readonly passwordBatches: PasswordBatches;
  readonly hasher: PasswordHasher;
  readonly hashQueue: HashQueue;
  readonly throttle: Throttle;
  readonly loginDevices: LoginDevices;
  readonly sessionTokens: SessionTokens;
}): LogIn {
  const { db, passwordBatches, hasher, hashQueue, throttle, loginDevices, sessionTokens } = deps;

  async function create(
    email: string,
    typed: string,
    network: string,
    loginDeviceTokens: readonly string[] = [],
  ): Promise<HomeLogin> {
    const { emailKey } = readUserName(email);
    // Reserve a place first: a full queue must not count as a wrong password.
    using place = hashQueue.reserve(networkPath(network));
    const device = loginDevices.find(emailKey, loginDeviceTokens);
    const { mailbox, admission, isKnownDevice } = await admit(emailKey, network, device?.id);
    if (admission.some(isOfFailingNetwork)) place.goBehind();

    const { passwordSalt, children } = mailbox ?? decoyMailbox(emailKey);
    const stored = children.map(({ password }) => password);
    const check = await hasher.check(normalizePassword(typed), passwordSalt, stored, place);
    const child = check.matched === undefined ? undefined : children[check.matched];
    if (!child || (!isKnownDevice && isOverLimit(admission))) throw wrongEmailOrPassword();
    const settlements = await throttle.settlementsOf(admission, [
      byAddress(emailKey),
      { policy: picturesByChild, subject: child.homeAddressId },
      ...(device ? [{ policy: loginByDevice, subject: device.id }] : []),
    ]);
    const session =
      (await open(child, settlements)) ?? (await openReencrypted(emailKey, child, check));
    if (!session) throw wrongEmailOrPassword(); // changed since
    if (check.isOutdated(child.password)) await renewHash(child, check.current);
    return { ...session, loginDevice: loginDevices.issue(emailKey, loginDeviceTokens) };
  }

  /**
   * Reads the children of the address and counts the attempt, for the login device if it is known,
   * otherwise for a stranger.
   */
  async function admit(emailKey: string, network: string, deviceId: string | undefined) {
    if (deviceId !== undefined) {
      const found = await count(emailKey, [{ policy: loginByDevice, subject: deviceId }]);
      if (!found.outcome.refused.some(({ isClosed }) => isClosed)) {
        const admission = await throttle.requireAdmitted(found.outcome);
        return { mailbox: found.mailbox, admission, isKnownDevice: true };
      }
    }
    const { mailbox, outcome } = await count(emailKey, [
      byAddress(emailKey),
      ...byNetworks(loginByNetwork, network),
    ]);
    return { mailbox, admission: await throttle.requireAdmitted(outcome), isKnownDevice: false };
  }

  async function count(emailKey: string, attempts: readonly Attempt[]) {
    return await passwordBatches.count({ emailKey, tries: await throttle.triesOf(attempts) });
  }

  const decoyMailbox = (emailKey: string): MailboxPasswords => ({
    passwordSalt: hasher.decoySalt(emailKey),
    children: [],
  });

  /**
   * Opens the session and settles the counted attempt; `undefined` if the password has changed. An address that is
   * being changed is waited for alone.
   */
  async function open(
    child: ChildPassword,
    settlements: readonly Settlement[] = [],
  ): Promise<IssuedSession | undefined> {
    const { schoolId, homeAddressId, password } = child;
    const passwordHash = password.hash;
    const opening = { schoolId, homeAddressId, deviceId: null, passwordHash };
    const { statement, statementUnlessLocked, issue } = sessionTokens.open(opening);
    const opened = await passwordBatches.open({
      schoolId,
      statement: statementUnlessLocked,
      settlements,
    });
    const [subject] = opened ? [opened] : await db.pipelineInSchool(schoolId, [statement]);
    return subject && issue(subject);
  }

  /**
   * Opens the session if the stored password changed only because a background job re-encrypted it.
   */
  async function openReencrypted(
    emailKey: string,
    { homeAddressId, password }: ChildPassword,
    check: PasswordCheck,
  ): Promise<IssuedSession | undefined> {
    const [mailbox] = await db.pipelineAtHome(emailKey, [findMailboxPasswords(emailKey)]);
    const child = mailbox?.children.find((one) => one.homeAddressId === homeAddressId);
    if (!child || child.password.hash === password.hash) return undefined;
    return check.matches(child.password) ? await open(child) : undefined;
  }

  async function renewHash(
    { schoolId, homeAddressId, password }: ChildPassword,
    current: PasswordHash,
  ): Promise<void> {
    const address = { schoolId, id: homeAddressId, passwordHash: password.hash };
    await db.inSchool(schoolId, (tx) => updateOutdatedHash(tx, address, current));
  }

  return create;
}

/**
 * Input that is not an address must behave like an unknown address. Escaping makes a key that no
 * address has, without NUL (PostgreSQL rejects it) and never empty (an empty scope is invalid).
 */
function readUserName(typed: string): Pick<EmailAddress, "emailKey"> {
  const address = parseEmailAddress(typed);
  if (!("validationError" in address)) return address;
  return { emailKey: `?${encodeURIComponent(typed.trim().toLowerCase().toWellFormed())}` };
}

const byAddress = (emailKey: string): Attempt => ({ policy: loginByAddress, subject: emailKey });

/** More than half of a network's limit of failures: not a family that mistypes. */
function isOfFailingNetwork({ policy, level }: Admission[number]): boolean {
  return policy.name === loginByNetwork["/32"].name && level > policy.freeTries / 2;
}

/**
 * Whether strangers failed so often in a row that the password alone is not enough. A correct
 * password then gets the answer of a wrong one, so that the answer reveals nothing (NIST SP
 * 800-63B-4 §3.2.2).
 */
function isOverLimit(admission: Admission): boolean {
  return admission.some(
    ({ policy, failures }) => policy === loginByAddress && failures > failuresInARowMax,
  );
}

function wrongEmailOrPassword(): ServiceError {
  return new ServiceError("wrong-email-or-password", "The address or the password is wrong.");
}
