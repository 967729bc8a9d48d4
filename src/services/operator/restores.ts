// Clean-up after a restored backup: what families ended or used since the backup must not work
// again.
import type { Clock } from "../../domain/clock.ts";
import { invalidRequest } from "../../domain/errors.ts";
import { allowLongWork, type Database, execute } from "../../store/database.ts";
import {
  closeLinks,
  dropMails,
  endSessions,
  type RestoreBatch,
  removeDevices,
  removeLinkRequests,
} from "../../store/operator/restores.ts";
import { renewFeed } from "../../store/school/home-login-changes.ts";
import type { PseudonymService } from "../shared/pseudonyms.ts";
import type { SigningKeyService } from "./signing-keys.ts";

/** Number of rows ended, removed or closed. */
export interface RestoreReport {
  readonly sessionsEnded: number;
  readonly devicesRemoved: number;
  readonly linksClosed: number;
  readonly mailsDropped: number;
  readonly linkRequestsRemoved: number;
}

export interface RestoreService {
  /**
   * Ends all sessions, removes devices, closes open links and drops pending mail from before the
   * backup. Cursors of the feed of changes expire. Idempotent. Throws when the secret keys do not decrypt the keys in the database, and
   * `invalid-request` at `/backupAt` for a timestamp that is not RFC 3339 or lies in the future.
   */
  finish(backupAt: string): Promise<RestoreReport>;
}

const batchSize = 5_000;
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

export function createRestoreService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly signingKeys: Pick<SigningKeyService, "prepare">;
  readonly pseudonyms: Pick<PseudonymService, "prepare">;
}): RestoreService {
  const { db, clock, signingKeys, pseudonyms } = deps;

  return {
    finish: async (text) => {
      const now = clock.now();
      const times = { backupAt: parseBackupAt(text, now), now };
      await signingKeys.prepare();
      await pseudonyms.prepare();

      async function all(batch: RestoreBatch): Promise<number> {
        let changed = 0;
        for (;;) {
          const size = await db.asService((tx) => batch(tx, times, batchSize));
          changed += size;
          if (size < batchSize) return changed;
        }
      }

      // Mail first: a service that already runs would send it.
      const mailsDropped = await all(dropMails);
      const linkRequestsRemoved = await all(removeLinkRequests);
      const linksClosed = await all(closeLinks);
      const sessionsEnded = await all(endSessions);
      const devicesRemoved = await all(removeDevices);
      // Portals have read changes that the backup does not have, so they start again.
      await db.asService(async (tx) => {
        await allowLongWork(tx);
        await execute(tx, renewFeed());
      });
      return { sessionsEnded, devicesRemoved, linksClosed, mailsDropped, linkRequestsRemoved };
    },
  };
}

function parseBackupAt(text: string, now: Date): Date {
  const backupAt = new Date(rfc3339.test(text) ? text : Number.NaN);
  if (Number.isNaN(backupAt.getTime())) {
    throw invalidBackupAt("must be a date and time such as 2026-09-01T03:00:00Z (RFC 3339)");
  }
  if (backupAt > now) throw invalidBackupAt("must not lie in the future");
  return backupAt;
}

function invalidBackupAt(detail: string) {
  return invalidRequest([{ pointer: "/backupAt", detail }]);
}
