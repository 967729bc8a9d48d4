import type { Clock } from "../../domain/clock.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import type { HashQueue } from "../../security/hash-queue.ts";
import type { PasswordHasher } from "../../security/password-hash.ts";
import { type Database, execute } from "../../store/database.ts";
import {
  consumeGeneration,
  endSession,
  findOpenSession,
  findOpenSessionWithSoftware,
  type OpenHomeSession,
} from "../../store/family/home-sessions.ts";
import { sessionEnded } from "../shared/family-access.ts";
import type { Throttle } from "../shared/throttle.ts";
import type { LoginDevices } from "./login-devices.ts";
import type { PasswordBatches } from "./password-batches.ts";
import { createPasswordLogin, type LogIn } from "./password-login.ts";
import type { IssuedSession, SessionTokens } from "./session-tokens.ts";

export type { OpenHomeSession };

export interface HomeSessionService {
  readonly create: LogIn;
  /** Returns the session with both its tokens, for a caller of the API. */
  readonly pairOf: SessionTokens["pairOf"];
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
  readonly hasher: PasswordHasher;
  readonly hashQueue: HashQueue;
  readonly passwordBatches: PasswordBatches;
  readonly throttle: Throttle;
  readonly loginDevices: LoginDevices;
  readonly sessionTokens: SessionTokens;
}): HomeSessionService {
  const { db, clock, sessionTokens } = deps;

  async function refresh(refreshToken: string): Promise<IssuedSession> {
    const reference = sessionTokens.verify(refreshToken);
    if (!reference) throw sessionEnded();
    const { schoolId, id, generation } = reference;
    const { session, isReuse } = await db.inSchool(schoolId, async (tx) => {
      const now = clock.now();
      const next = await consumeGeneration(tx, schoolId, id, generation, now);
      const subject =
        next === undefined ? undefined : await execute(tx, findOpenSession(schoolId, id, now));
      if (next !== undefined && subject) {
        return { session: sessionTokens.issue(schoolId, subject, next), isReuse: false };
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
    const reference = sessionTokens.verify(refreshToken);
    if (!reference) return undefined;
    const { schoolId, id, generation } = reference;
    const subject = await db.inSchool(schoolId, (tx) =>
      execute(tx, findOpenSession(schoolId, id, clock.now())),
    );
    return subject?.generation === generation ? { schoolId, subject, refreshToken } : undefined;
  }

  return {
    create: createPasswordLogin(deps),
    refresh,
    pairOf: sessionTokens.pairOf,
    find,
    get: async ({ schoolId, sessionId }) => {
      const [session] = await db.readInSchool(schoolId, [
        findOpenSessionWithSoftware(schoolId, sessionId, clock.now()),
      ]);
      if (!session) throw sessionEnded();
      return session;
    },
    end: async ({ schoolId, sessionId }) => {
      await db.pipelineInSchool(schoolId, [endSession(schoolId, sessionId, clock.now())]);
    },
  };
}
