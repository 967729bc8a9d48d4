import { addSeconds, type Clock } from "../../domain/clock.ts";
import { newId, type Random } from "../../security/random.ts";
import { signRowToken } from "../../security/row-token.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import { insertSession, type SessionSubject } from "../../store/family/home-sessions.ts";
import type { Statement } from "../../store/statement.ts";

export interface IssuedSession {
  readonly schoolId: string;
  readonly subject: SessionSubject;
  readonly refreshToken: string;
}

interface Opening {
  readonly schoolId: string;
  readonly homeAddressId: string;
  /** The device on which pictures open the session; `null` for a password. */
  readonly deviceId: string | null;
  /** The password hash that was checked; the stored one may have changed since. */
  readonly passwordHash?: string;
}

export interface SessionOpening {
  /** Inserts the session. Its result is `undefined` when the child or the password no longer matches. */
  readonly statement: Statement<SessionSubject | undefined>;
  /** Issues the first refresh token of the inserted session. */
  issue(subject: SessionSubject): IssuedSession;
}

/** Prepares a session for an authenticated child. */
export type CreateSession = (opening: Opening) => SessionOpening;

export function createSessionCreator(deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly lifetimeSeconds: number;
}): CreateSession {
  const { clock, random, keys, lifetimeSeconds } = deps;
  return ({ passwordHash, ...opening }) => {
    const { schoolId } = opening;
    const now = clock.now();
    const id = newId(now, random);
    const session = { ...opening, id, createdAt: now, expiresAt: addSeconds(now, lifetimeSeconds) };
    return {
      statement: insertSession(session, passwordHash),
      issue: (subject) => issueSession(keys, schoolId, subject, 0),
    };
  };
}

/** Issues the session's refresh token of this generation. */
export function issueSession(
  keys: SecretKeys,
  schoolId: string,
  subject: SessionSubject,
  generation: number,
): IssuedSession {
  const reference = { schoolId, id: subject.sessionId, generation };
  return { schoolId, subject, refreshToken: signRowToken(keys, "refresh-token", reference) };
}
