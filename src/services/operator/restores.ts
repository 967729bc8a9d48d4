// Clean-up after a restored backup: what families ended or used since the backup must not work
// again.
import type { Clock } from "../../domain/clock.ts";
import { invalidRequest } from "../../domain/errors.ts";
import { type SecretKeys, UnknownSecretKeyError } from "../../security/secret-keys.ts";
import { allowLongWork, type Database, execute } from "../../store/database.ts";
import {
  closeLinks,
  dropMails,
  endSessions,
  type RestoreBatch,
  removeDevices,
  removeLinkRequests,
} from "../../store/operator/restores.ts";
import { lockRestore } from "../../store/operator/tombstones.ts";
import { renewFeed } from "../../store/school/home-login-changes.ts";
import type { PseudonymService } from "../shared/pseudonyms.ts";
import type { SigningKeyService } from "./signing-keys.ts";
import { readTombstoneFiles, type TombstoneFile } from "./tombstone-files.ts";
import type { HonourTombstones, TombstoneReport } from "./tombstones.ts";

/** Number of rows ended, removed or closed. */
export interface RestoreReport extends TombstoneReport {
  readonly sessionsEnded: number;
  readonly devicesRemoved: number;
  readonly linksClosed: number;
  readonly mailsDropped: number;
  readonly linkRequestsRemoved: number;
  /** Different tombstones in the files. */
  readonly tombstonesRead: number;
}

export interface RestoreService {
  /**
   * Ends all sessions, removes devices, closes open links and drops pending mail from before the
   * backup. Then removes, erases and revokes again what the tombstones name. Cursors of the feed of
   * changes expire. Sends no mail. Idempotent. Throws before any change when the secret keys do not
   * decrypt the keys in the database, when another process does the same, and `invalid-request` for
   * a wrong line in a file of tombstones and, at `/backupAt`, for a timestamp that is not RFC 3339
   * or lies in the future.
   */
  finish(backupAt: string, files?: readonly TombstoneFile[]): Promise<RestoreReport>;
}

const batchSize = 5_000;
const isRunning =
  "Another `database restored` is running on this database. Wait until it has ended.";
const otherSecretKey =
  "This SECRET_KEY is not that of the backup. Give the one with which the service ran at the time of the backup, as SECRET_KEY or SECRET_KEY_PREVIOUS. If it is lost, docs/operations.md has the way on (Another SECRET_KEY).";
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

export function createRestoreService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: SecretKeys;
  readonly honourTombstones: HonourTombstones;
  readonly signingKeys: Pick<SigningKeyService, "prepare">;
  readonly pseudonyms: Pick<PseudonymService, "prepare">;
}): RestoreService {
  const { db, clock, keys, signingKeys, pseudonyms } = deps;

  async function requireSecretKey(): Promise<void> {
    try {
      await signingKeys.prepare();
      await pseudonyms.prepare();
    } catch (error) {
      throw error instanceof UnknownSecretKeyError ? new Error(otherSecretKey) : error;
    }
  }

  async function finish(
    backupAt: Date,
    now: Date,
    files: readonly TombstoneFile[],
  ): Promise<RestoreReport> {
    const tombstones = await readTombstoneFiles(keys, files, backupAt);

    async function all(batch: RestoreBatch): Promise<number> {
      let changed = 0;
      for (;;) {
        const size = await db.asService((tx) => batch(tx, { backupAt, now }, batchSize));
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
    const removed = await deps.honourTombstones(tombstones);
    // Portals have read changes that the backup does not have, so they start again.
    await db.asService(async (tx) => {
      await allowLongWork(tx);
      await execute(tx, renewFeed());
    });
    return {
      ...{ sessionsEnded, devicesRemoved, linksClosed, mailsDropped, linkRequestsRemoved },
      tombstonesRead: tombstones.size,
      ...removed,
    };
  }

  return {
    finish: async (text, files = []) => {
      const now = clock.now();
      const backupAt = parseBackupAt(text, now);
      await requireSecretKey();
      // The lock needs a connection of its own until the end.
      return await db.asService(async (tx) => {
        if (!(await lockRestore(tx))) throw new Error(isRunning);
        return await finish(backupAt, now, files);
      });
    },
  };
}

function parseBackupAt(text: string, now: Date): Date {
  const backupAt = new Date(rfc3339.test(text) ? text : Number.NaN);
  if (Number.isNaN(backupAt.getTime())) {
    throw invalidBackupAt("must be a date and time such as 2026-09-01T03:00:00Z (RFC 3339)");
  }
  if (backupAt > now) throw invalidBackupAt("must not lie in the future");
  // `date` prints the beginning of a second in which the dump may have ended.
  return text.includes(".") ? backupAt : new Date(backupAt.getTime() + 999);
}

function invalidBackupAt(detail: string) {
  return invalidRequest([{ pointer: "/backupAt", detail }]);
}
