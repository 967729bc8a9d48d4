import type { Clock } from "../domain/clock.ts";
import { type EmailAddress, parseEmailAddress } from "../domain/email-address.ts";
import { ServiceError } from "../domain/errors.ts";
import { normalizePassword } from "../domain/password.ts";
import type { FamilyPrincipal } from "../domain/principal.ts";
import type { Publisher } from "../domain/publisher.ts";
import type { PasswordHasher } from "../security/password-hash.ts";
import { openRowToken } from "../security/row-token.ts";
import type { SecretKeys } from "../security/secret-keys.ts";
import { loginByAddress, loginByNetwork, picturesByChild } from "../security/throttle.ts";
import type { Database } from "../store/database.ts";
import {
  findHomeAddress,
  type HomeAddress,
  listHousehold,
  updateOutdatedHash,
} from "../store/home-addresses.ts";
import {
  consumeGeneration,
  endSession,
  findSession,
  type SessionSubject,
} from "../store/home-sessions.ts";
import { findMailbox } from "../store/mailboxes.ts";
import { listSoftware } from "../store/publishers.ts";
import { passwordOf } from "./activations.ts";
import { sessionEnded } from "./family-access.ts";
import { type HomeSession, issueSession, type OpenSession } from "./session-opening.ts";
import type { Throttle } from "./throttle.ts";

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
  readonly throttle: Throttle;
  readonly openSession: OpenSession;
}): HomeSessionService {
  const { db, clock, keys, hasher, throttle } = deps;

  async function create(email: string, typed: string, network: string): Promise<HomeSession> {
    const { emailKey } = readUserName(email);
    const byAddress = { policy: loginByAddress, subject: emailKey };
    const byNetwork = { policy: loginByNetwork, subject: network };
    await throttle.admit({ counted: [byAddress], watched: [byNetwork] });

    const { salt, children } = await db.atHome(emailKey, async (tx) => ({
      salt: (await findMailbox(tx, emailKey))?.passwordSalt ?? hasher.decoySalt(emailKey),
      children: (await listHousehold(tx, emailKey)).flatMap(withPassword),
    }));
    const stored = children.map(({ password }) => password);
    const check = await hasher.check(normalizePassword(typed), salt, stored);
    const child = check.matched === undefined ? undefined : children[check.matched];
    if (!child) {
      await throttle.fail(byNetwork);
      throw wrongEmailOrPassword();
    }
    const session = await open(child.address, check.current);
    await throttle.forget(byAddress);
    await throttle.forget({ policy: picturesByChild, subject: child.address.id });
    return session;
  }

  async function open(
    { schoolId, id: homeAddressId, passwordHash }: HomeAddress,
    current: { readonly hash: string; readonly keyId: string },
  ): Promise<HomeSession> {
    return await db.inSchool(schoolId, async (tx) => {
      const address = await findHomeAddress(tx, schoolId, homeAddressId);
      if (address?.passwordHash !== passwordHash) throw wrongEmailOrPassword(); // changed since
      if (passwordHash !== current.hash) await updateOutdatedHash(tx, address, current);
      const session = await deps.openSession(tx, { schoolId, homeAddressId, deviceId: null });
      if (!session) throw wrongEmailOrPassword();
      return session;
    });
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
      await endSession(tx, schoolId, id, now);
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
    get: ({ schoolId, sessionId }) =>
      db.inSchool(schoolId, async (tx) => {
        const subject = await findSession(tx, schoolId, sessionId, clock.now());
        if (!subject) throw sessionEnded();
        return { ...subject, software: await listSoftware(tx, schoolId, subject.pupilId) };
      }),
    end: ({ schoolId, sessionId }) =>
      db.inSchool(schoolId, (tx) => endSession(tx, schoolId, sessionId, clock.now())),
  };
}

/**
 * Whatever is typed is a user name; that it is no address is for nobody to see. Escaped it is nobody's
 * key, and holds no NUL, which the database does not take.
 */
function readUserName(typed: string): Pick<EmailAddress, "emailKey"> {
  const address = parseEmailAddress(typed);
  if (!("fault" in address)) return address;
  return { emailKey: encodeURIComponent(typed.trim().toLowerCase().toWellFormed()) };
}

function withPassword(address: HomeAddress) {
  const password = passwordOf(address);
  return password ? [{ address, password }] : [];
}

function wrongEmailOrPassword(): ServiceError {
  return new ServiceError(
    "wrong-email-or-password",
    "This address and password do not go together.",
  );
}
