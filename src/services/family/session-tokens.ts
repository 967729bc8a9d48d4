// The pair of tokens of a home session: a refresh token, and for callers of the API an access token.
import type { IssuedToken } from "../../domain/access-token.ts";
import { addSeconds, type Clock } from "../../domain/clock.ts";
import type { AccessTokens } from "../../security/access-token.ts";
import { newId, type Random } from "../../security/random.ts";
import { type RowReference, signRowToken, verifyRowToken } from "../../security/row-token.ts";
import type { SecretKeys } from "../../security/secret-keys.ts";
import {
  insertSession,
  insertSessionUnlessLocked,
  type SessionSubject,
} from "../../store/family/home-sessions.ts";
import type { Statement } from "../../store/statement.ts";

export interface IssuedSession {
  readonly schoolId: string;
  readonly subject: SessionSubject;
  readonly refreshToken: string;
}

/** A session with both its tokens. */
export type SessionTokenPair = IssuedSession & IssuedToken;

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
  /** The same, but its result is also `undefined` while another transaction changes the address. Never waits. */
  readonly statementUnlessLocked: Statement<SessionSubject | undefined>;
  /** Issues the first refresh token of the inserted session. */
  issue(subject: SessionSubject): IssuedSession;
}

export interface SessionTokens {
  /** Prepares a session for an authenticated child. */
  open(opening: Opening): SessionOpening;
  /** Issues the session's refresh token of this generation. */
  issue(schoolId: string, subject: SessionSubject, generation: number): IssuedSession;
  /** Returns the session and generation of a refresh token; `undefined` when none was signed so. */
  verify(refreshToken: string): RowReference | undefined;
  /** Adds an access token. */
  pairOf(session: IssuedSession): Promise<SessionTokenPair>;
}

export function createSessionTokens(deps: {
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: SecretKeys;
  readonly accessTokens: AccessTokens;
  readonly lifetimeSeconds: number;
}): SessionTokens {
  const { clock, random, keys, accessTokens, lifetimeSeconds } = deps;

  function issue(schoolId: string, subject: SessionSubject, generation: number): IssuedSession {
    const reference = { schoolId, id: subject.sessionId, generation };
    return { schoolId, subject, refreshToken: signRowToken(keys, "refresh-token", reference) };
  }

  return {
    issue,
    open: ({ passwordHash, ...opening }) => {
      const createdAt = clock.now();
      const id = newId(createdAt, random);
      const expiresAt = addSeconds(createdAt, lifetimeSeconds);
      const session = { ...opening, id, createdAt, expiresAt };
      return {
        statement: insertSession(session, passwordHash),
        statementUnlessLocked: insertSessionUnlessLocked(session, passwordHash),
        issue: (subject) => issue(opening.schoolId, subject, 0),
      };
    },
    verify: (refreshToken) => verifyRowToken(keys, "refresh-token", refreshToken),
    pairOf: async (session) => ({ ...session, ...(await accessTokens.issueToSession(session)) }),
  };
}
