import type { Clock } from "../domain/clock.ts";
import { type EmailAddress, parseEmailAddress } from "../domain/email-address.ts";
import { ServiceError } from "../domain/errors.ts";
import { networkPath } from "../domain/network.ts";
import { normalizePassword } from "../domain/password.ts";
import type { FamilyPrincipal } from "../domain/principal.ts";
import type { Publisher } from "../domain/publisher.ts";
import type { HashQueue } from "../security/hash-queue.ts";
import type { PasswordCheck, PasswordHash, PasswordHasher } from "../security/password-hash.ts";
import { openRowToken } from "../security/row-token.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import { loginByAddress, loginByNetwork, picturesByChild } from "../security/throttle.ts";
import { ask, type Database } from "../store/database.ts";
import { updateOutdatedHash } from "../store/home-addresses.ts";
import {
  consumeGeneration,
  endSession,
  findOpenSession,
  findSession,
  type SessionSubject,
} from "../store/home-sessions.ts";
import { type ChildPassword, findHousehold, type Household } from "../store/mailboxes.ts";
import { listSoftware } from "../store/publishers.ts";
import { sessionEnded } from "./family-access.ts";
import { type HomeSession, issueSession, type OpenSession } from "./session-opening.ts";
import type { Attempt, Throttle } from "./throttle.ts";

export type { HomeSession } from "./session-opening.ts";

/** A session that is going on, with what its child may open. */
export interface OpenHomeSession extends SessionSubject {
  /** By name. */
  readonly software: readonly Publisher[];
}

export interface HomeSessionService {
  /** Throws `wrong-email-or-password` for every reason alike, and `too-many-requests`. */
  create(email: string, password: string, network: string): Promise<HomeSession>;
  /** Spends a refresh token for the next; one that was spent before ends its session. Throws `unauthorized`. */
  refresh(refreshToken: string): Promise<HomeSession>;
  /** The session of a refresh token, which is not spent by it; `undefined` when it is over or the token is not its newest. */
  find(refreshToken: string): Promise<HomeSession | undefined>;
  /** Throws `unauthorized` when it has ended. */
  get(principal: FamilyPrincipal): Promise<OpenHomeSession>;
  /** May be called again. */
  end(principal: FamilyPrincipal): Promise<void>;
}

export function createHomeSessionService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly hasher: PasswordHasher;
  readonly hashQueue: HashQueue;
  readonly throttle: Throttle;
  readonly openSession: OpenSession;
}): HomeSessionService {
  const { db, clock, keys, hasher, hashQueue, throttle } = deps;

  async function create(email: string, typed: string, network: string): Promise<HomeSession> {
    const { emailKey } = readUserName(email);
    using place = hashQueue.reserve(networkPath(network));
    const byAddress = { policy: loginByAddress, subject: emailKey };
    const byNetwork = { policy: loginByNetwork, subject: network };
    const attempts = { counted: [byAddress], watched: [byNetwork] };
    const [household, ...blocks] = await db.askAtHome(emailKey, [
      findHousehold(emailKey),
      ...throttle.askFor(attempts),
    ]);
    throttle.requireAdmitted(attempts, blocks);

    const { passwordSalt, children } = household ?? noHousehold(emailKey);
    const stored = children.map(({ password }) => password);
    const check = await hasher.check(normalizePassword(typed), passwordSalt, stored, place);
    const child = check.matched === undefined ? undefined : children[check.matched];
    if (!child) {
      await throttle.fail(byNetwork);
      throw wrongEmailOrPassword();
    }
    const session =
      (await open(child, byAddress)) ?? (await openReencrypted(emailKey, child, check, byAddress));
    if (!session) throw wrongEmailOrPassword(); // changed since
    if (check.isOutdated(child.password)) await renewHash(child, check.current);
    return session;
  }

  const noHousehold = (emailKey: string): Household => ({
    passwordSalt: hasher.decoySalt(emailKey),
    children: [],
  });

  /** The session of who was right, whose failures are forgotten; `undefined` if the password has changed. */
  async function open(child: ChildPassword, byAddress: Attempt): Promise<HomeSession | undefined> {
    const { schoolId, homeAddressId, password } = child;
    const passwordHash = password.hash;
    const byPictures = { policy: picturesByChild, subject: homeAddressId };
    const [session] = await db.askInSchool(schoolId, [
      deps.openSession({ schoolId, homeAddressId, deviceId: null, passwordHash }),
      throttle.forgetting(byAddress, byPictures),
    ]);
    return session;
  }

  /** The same if the stored password differs only because the background encrypted it meanwhile. */
  async function openReencrypted(
    emailKey: string,
    { homeAddressId, password }: ChildPassword,
    check: PasswordCheck,
    byAddress: Attempt,
  ): Promise<HomeSession | undefined> {
    const [household] = await db.askAtHome(emailKey, [findHousehold(emailKey)]);
    const child = household?.children.find((one) => one.homeAddressId === homeAddressId);
    if (!child || child.password.hash === password.hash) return undefined;
    return check.matches(child.password) ? await open(child, byAddress) : undefined;
  }

  async function renewHash(
    { schoolId, homeAddressId, password }: ChildPassword,
    current: PasswordHash,
  ): Promise<void> {
    const address = { schoolId, id: homeAddressId, passwordHash: password.hash };
    await db.inSchool(schoolId, (tx) => updateOutdatedHash(tx, address, current));
  }

  async function refresh(refreshToken: string): Promise<HomeSession> {
    const reference = openRowToken(keys, "refresh-token", refreshToken);
    if (!reference) throw sessionEnded();
    const { schoolId, id, generation } = reference;
    const { session, isReuse } = await db.inSchool(schoolId, async (tx) => {
      const now = clock.now();
      const next = await consumeGeneration(tx, schoolId, id, generation, now);
      const subject = next === undefined ? undefined : await findSession(tx, schoolId, id, now);
      if (next !== undefined && subject) {
        return { session: issueSession(keys, schoolId, subject, next), isReuse: false };
      }
      // It is one of ours and not the newest: somebody has a copy, and nobody can tell who.
      const wasOpen = await findSession(tx, schoolId, id, now);
      await ask(tx, endSession(schoolId, id, now));
      return { session: undefined, isReuse: wasOpen !== undefined };
    });
    if (!session) throw sessionEnded(isReuse ? "authn_token_reuse" : "session_expired");
    return session;
  }

  async function find(refreshToken: string): Promise<HomeSession | undefined> {
    const reference = openRowToken(keys, "refresh-token", refreshToken);
    if (!reference) return undefined;
    const { schoolId, id, generation } = reference;
    const subject = await db.inSchool(schoolId, (tx) => findSession(tx, schoolId, id, clock.now()));
    return subject?.generation === generation ? { schoolId, subject, refreshToken } : undefined;
  }

  return {
    create,
    refresh,
    find,
    get: async ({ schoolId, sessionId }) => {
      const [subject, software] = await db.askInSchool(schoolId, [
        findOpenSession(schoolId, sessionId, clock.now()),
        listSoftware(schoolId, sessionId),
      ]);
      if (!subject) throw sessionEnded();
      return { ...subject, software };
    },
    end: async ({ schoolId, sessionId }) => {
      await db.askInSchool(schoolId, [endSession(schoolId, sessionId, clock.now())]);
    },
  };
}

/**
 * Whatever is typed is a user name; that it is no address is for nobody to see. Escaped it is nobody's
 * key, and holds no NUL, which the database does not take; nor is it ever empty, which is no scope.
 */
function readUserName(typed: string): Pick<EmailAddress, "emailKey"> {
  const address = parseEmailAddress(typed);
  if (!("fault" in address)) return address;
  return { emailKey: `?${encodeURIComponent(typed.trim().toLowerCase().toWellFormed())}` };
}

function wrongEmailOrPassword(): ServiceError {
  return new ServiceError(
    "wrong-email-or-password",
    "This address and password do not go together.",
  );
}
