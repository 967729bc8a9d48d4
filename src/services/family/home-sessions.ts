import type { Clock } from "../../domain/clock.ts";
import { type EmailAddress, parseEmailAddress } from "../../domain/email-address.ts";
import { ServiceError } from "../../domain/errors.ts";
import { networkPath } from "../../domain/network.ts";
import { normalizePassword } from "../../domain/password.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import type { Publisher } from "../../domain/school/publisher.ts";
import type { HashQueue } from "../../security/hash-queue.ts";
import type { PasswordCheck, PasswordHash, PasswordHasher } from "../../security/password-hash.ts";
import { verifyRowToken } from "../../security/row-token.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import {
  failuresInARowMax,
  loginByAddress,
  loginByDevice,
  loginByNetwork,
  picturesByChild,
} from "../../security/throttle-policies.ts";
import { type Database, execute } from "../../store/database.ts";
import { updateOutdatedHash } from "../../store/family/home-addresses.ts";
import {
  consumeGeneration,
  endSession,
  findOpenSession,
  type SessionSubject,
} from "../../store/family/home-sessions.ts";
import {
  type ChildPassword,
  findMailboxPasswords,
  type MailboxPasswords,
} from "../../store/family/mailboxes.ts";
import { listSoftware } from "../../store/operator/publishers.ts";
import type { Statement } from "../../store/statement.ts";
import { sessionEnded } from "../shared/family-access.ts";
import { type Admission, type Attempt, byNetworks, type Throttle } from "../shared/throttle.ts";
import type { IssuedLoginDevice, LoginDevices } from "./login-devices.ts";
import { type CreateSession, type IssuedSession, issueSession } from "./session-opening.ts";

export type { IssuedSession } from "./session-opening.ts";

/** An active session, with the software that its child may open. */
export interface OpenHomeSession extends SessionSubject {
  /** Sorted by name. */
  readonly software: readonly Publisher[];
}

/** A session opened with a password, with the login-device token of the browser or program. */
export interface HomeLogin extends IssuedSession {
  readonly loginDevice: IssuedLoginDevice;
}

export interface HomeSessionService {
  /**
   * Logs in. `loginDeviceTokens` come from earlier logins; with a token for this address the
   * attempts are counted apart from those of strangers. Throws `wrong-email-or-password` for every
   * reason alike, `too-many-requests`, and `unavailable`, which is not counted as an attempt.
   */
  create(
    email: string,
    password: string,
    network: string,
    loginDeviceTokens?: readonly string[],
  ): Promise<HomeLogin>;
  /**
   * Exchanges a refresh token for the next one. Reuse of an earlier token ends its session. Throws
   * `unauthorized`.
   */
  refresh(refreshToken: string): Promise<IssuedSession>;
  /**
   * Returns the session of a refresh token without using the token; `undefined` when the session
   * has ended or the token is not its newest.
   */
  find(refreshToken: string): Promise<IssuedSession | undefined>;
  /** Throws `unauthorized` when the session has ended. */
  get(principal: FamilyPrincipal): Promise<OpenHomeSession>;
  /** Ends the session. Idempotent. */
  end(principal: FamilyPrincipal): Promise<void>;
}

export function createHomeSessionService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly hasher: PasswordHasher;
  readonly hashQueue: HashQueue;
  readonly throttle: Throttle;
  readonly loginDevices: LoginDevices;
  readonly openSession: CreateSession;
}): HomeSessionService {
  const { db, clock, keys, hasher, hashQueue, throttle, loginDevices } = deps;

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
    const { household, admission, isKnownDevice } = await admit(emailKey, network, device?.id);
    if (admission.some(isOfFailingNetwork)) place.goBehind();

    const { passwordSalt, children } = household ?? noHousehold(emailKey);
    const stored = children.map(({ password }) => password);
    const check = await hasher.check(normalizePassword(typed), passwordSalt, stored, place);
    const child = check.matched === undefined ? undefined : children[check.matched];
    if (!child || (!isKnownDevice && isOverLimit(admission))) throw wrongEmailOrPassword();
    const settled = await throttle.succeeding(admission, [
      byAddress(emailKey),
      { policy: picturesByChild, subject: child.homeAddressId },
      ...(device ? [{ policy: loginByDevice, subject: device.id }] : []),
    ]);
    const session =
      (await open(child, [settled])) ?? (await openReencrypted(emailKey, child, check));
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
        return { household: found.household, admission, isKnownDevice: true };
      }
    }
    const { household, outcome } = await count(emailKey, [
      byAddress(emailKey),
      ...byNetworks(loginByNetwork, network),
    ]);
    return { household, admission: await throttle.requireAdmitted(outcome), isKnownDevice: false };
  }

  async function count(emailKey: string, attempts: readonly Attempt[]) {
    const [household, outcome] = await db.pipelineAtHome(emailKey, [
      findMailboxPasswords(emailKey),
      await throttle.counting(attempts, emailKey),
    ]);
    return { household, outcome };
  }

  const noHousehold = (emailKey: string): MailboxPasswords => ({
    passwordSalt: hasher.decoySalt(emailKey),
    children: [],
  });

  /**
   * Opens the session and settles the counted attempt in one pipeline; `undefined` if the password
   * has changed.
   */
  async function open(
    child: ChildPassword,
    settled: readonly Statement<void>[] = [],
  ): Promise<IssuedSession | undefined> {
    const { schoolId, homeAddressId, password } = child;
    const passwordHash = password.hash;
    const opening = { schoolId, homeAddressId, deviceId: null, passwordHash };
    const { statement, issue } = deps.openSession(opening);
    const [subject] = await db.pipelineInSchool(schoolId, [statement, ...settled]);
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
    const [household] = await db.pipelineAtHome(emailKey, [findMailboxPasswords(emailKey)]);
    const child = household?.children.find((one) => one.homeAddressId === homeAddressId);
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

  async function refresh(refreshToken: string): Promise<IssuedSession> {
    const reference = verifyRowToken(keys, "refresh-token", refreshToken);
    if (!reference) throw sessionEnded();
    const { schoolId, id, generation } = reference;
    const { session, isReuse } = await db.inSchool(schoolId, async (tx) => {
      const now = clock.now();
      const next = await consumeGeneration(tx, schoolId, id, generation, now);
      const subject =
        next === undefined ? undefined : await execute(tx, findOpenSession(schoolId, id, now));
      if (next !== undefined && subject) {
        return { session: issueSession(keys, schoolId, subject, next), isReuse: false };
      }
      // A valid signature with an older generation means that the token was copied, so the session
      // ends.
      const wasOpen = await execute(tx, findOpenSession(schoolId, id, now));
      await execute(tx, endSession(schoolId, id, now));
      return { session: undefined, isReuse: wasOpen !== undefined };
    });
    if (!session) throw sessionEnded(isReuse ? "authn_token_reuse" : "session_expired");
    return session;
  }

  async function find(refreshToken: string): Promise<IssuedSession | undefined> {
    const reference = verifyRowToken(keys, "refresh-token", refreshToken);
    if (!reference) return undefined;
    const { schoolId, id, generation } = reference;
    const subject = await db.inSchool(schoolId, (tx) =>
      execute(tx, findOpenSession(schoolId, id, clock.now())),
    );
    return subject?.generation === generation ? { schoolId, subject, refreshToken } : undefined;
  }

  return {
    create,
    refresh,
    find,
    get: async ({ schoolId, sessionId }) => {
      const [subject, software] = await db.pipelineInSchool(schoolId, [
        findOpenSession(schoolId, sessionId, clock.now()),
        listSoftware(schoolId, sessionId),
      ]);
      if (!subject) throw sessionEnded();
      return { ...subject, software };
    },
    end: async ({ schoolId, sessionId }) => {
      await db.pipelineInSchool(schoolId, [endSession(schoolId, sessionId, clock.now())]);
    },
  };
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
  return new ServiceError(
    "wrong-email-or-password",
    "This address and password do not go together.",
  );
}
