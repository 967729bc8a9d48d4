// Permissions of a child that is logged in: with the password all data of its family, with pictures
// only viewing and launching its software. Read at every request, like those of the school side.
import type { Clock } from "../../domain/clock.ts";
import { ServiceError } from "../../domain/errors.ts";
import type { FamilyPrincipal } from "../../domain/principal.ts";
import type { SecurityEvent } from "../../domain/security-event.ts";
import { type Database, execute, type Transaction } from "../../store/database.ts";
import { findOpenSession, type SessionSubject } from "../../store/family/home-sessions.ts";
import { lockMailbox } from "../../store/family/mailboxes.ts";

/**
 * Runs `work` on the rows of the caller's address under the mailbox lock, so that no password
 * changes concurrently. Throws `unauthorized` when the session has ended, and `forbidden` when it
 * was opened with pictures.
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
        await execute(tx, lockMailbox(emailKey));
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
  const subject = await execute(tx, findOpenSession(schoolId, sessionId, now));
  if (!subject) throw sessionEnded();
  if (subject.deviceId === null) return subject;
  throw new ServiceError("forbidden", "This needs a login with the password.");
}

export function sessionEnded(event?: SecurityEvent): ServiceError {
  return new ServiceError("unauthorized", "This session has ended; log in again.", {
    ...(event && { event }),
  });
}
