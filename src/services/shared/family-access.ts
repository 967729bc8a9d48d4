// What a child that is logged in may do: with the password all that is the family's own, with pictures
// only look and open its software. Read at every request, as on the school side.
import type { Clock } from "../../domain/clock.ts";
import { ServiceError } from "../../domain/errors.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import type { SecurityEvent } from "../../domain/security-event.ts";
import { ask, type Database, type Transaction } from "../../store/database.ts";
import { findSession, type SessionSubject } from "../../store/family/home-sessions.ts";
import { lockMailbox } from "../../store/family/mailboxes.ts";

/**
 * Runs `work` on all rows of the caller's address, which stays locked meanwhile: no password changes
 * under it. Throws `unauthorized` when the session has ended, and `forbidden` when pictures opened it.
 */
export type InOwnHome = <Result>(
  principal: FamilyPrincipal,
  work: (tx: Transaction, subject: SessionSubject, now: Date) => Promise<Result>,
) => Promise<Result>;

export function createFamilyAccess(deps: {
  readonly db: Database;
  readonly clock: Clock;
}): InOwnHome {
  const { db, clock } = deps;
  return async (principal, work) => {
    const { schoolId } = principal;
    const { emailKey } = await db.inSchool(schoolId, (tx) =>
      requirePasswordSession(tx, principal, clock.now()),
    );
    return await db.atHome(
      emailKey,
      async (tx) => {
        await ask(tx, lockMailbox(emailKey));
        const now = clock.now();
        return await work(tx, await requirePasswordSession(tx, principal, now), now);
      },
      schoolId,
    );
  };
}

async function requirePasswordSession(
  tx: Transaction,
  { schoolId, sessionId }: FamilyPrincipal,
  now: Date,
): Promise<SessionSubject> {
  const subject = await findSession(tx, schoolId, sessionId, now);
  if (!subject) throw sessionEnded();
  if (subject.deviceId === null) return subject;
  throw new ServiceError("forbidden", "This needs a login with the password.");
}

export function sessionEnded(event?: SecurityEvent): ServiceError {
  return new ServiceError("unauthorized", "This session has ended; log in again.", {
    ...(event && { event }),
  });
}
