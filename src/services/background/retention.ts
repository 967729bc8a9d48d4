import { addSeconds, type Clock, daySeconds, hourSeconds } from "../../domain/clock.ts";
import { changesKeptDays } from "../../domain/feed/home-login-change.ts";
import { allowLongWork, type Database, execute } from "../../store/database.ts";
import {
  claimLeftPupils,
  type LeftPupil,
  type Place,
  type RemoveBatch,
  removeClosedLinks,
  removeEndedSessions,
  removeExpiredDevices,
  removeExpiredLetters,
  removeExpiredMailCoolDowns,
  removeExpiredProposals,
  removeExpiredSessions,
  removeExpiredThrottles,
  removeLeftPupils,
  removeOldLinkRequests,
  removeOldTombstones,
  removePastAuditEvents,
  removeSettledMails,
} from "../../store/operator/retention.ts";
import { confirmFeed, removeOldChanges, renewFeed } from "../../store/school/home-login-changes.ts";
import { type RecordAudit, theService } from "../shared/audit.ts";

/**
 * `resting`: the last pass ended less than an hour ago. `unfinished`: there may be more rows; call
 * again immediately. `finished`: there are no more rows to delete.
 */
export type RetentionOutcome = "resting" | "unfinished" | "finished";

export interface RetentionService {
  /** Deletes one batch of expired rows. Safe to run concurrently. */
  step(): Promise<RetentionOutcome>;
}

/** Processes a batch. Returns the position of the next one, or `undefined` at the end. */
type Job = (now: Date, from: Place) => Promise<Place | undefined>;

const batchSize = 200;
const rowsLookedAt = 1_000;
const schoolsLookedAt = 40;

/** Retention after the end of the row's use, and batch size. */
type Removal = readonly [remove: RemoveBatch, keptSeconds: number, limit: number];

const removals: readonly Removal[] = [
  [removeExpiredSessions, 0, batchSize],
  [removeEndedSessions, 0, batchSize],
  // During this time an old link answers that it was used, replaced or expired.
  [removeClosedLinks, 90 * daySeconds, rowsLookedAt],
  // During this time the operator can read what the mail server answered.
  [removeSettledMails, 90 * daySeconds, rowsLookedAt],
  [removeExpiredDevices, 0, batchSize],
  [removeExpiredLetters, 0, batchSize],
  [removeExpiredProposals, 0, batchSize],
  [removeExpiredThrottles, 0, batchSize],
  [removeExpiredMailCoolDowns, 0, batchSize],
  // Requests are normally answered within seconds; after a day the mail is no longer useful.
  [removeOldLinkRequests, daySeconds, batchSize],
  // They wait for a file; without `TOMBSTONES_FILE` nothing takes them.
  [removeOldTombstones, 30 * daySeconds, batchSize],
];

export function createRetentionService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: RecordAudit;
  readonly auditRetentionDays: number;
}): RetentionService {
  const { db, clock } = deps;
  const auditSeconds = deps.auditRetentionDays * daySeconds;
  const pastEvents: Removal = [removePastAuditEvents, auditSeconds, schoolsLookedAt];
  const jobs: readonly Job[] = [
    erasePupils,
    removeChanges,
    ...[...removals, pastEvents].map(([remove, keptSeconds, limit]): Job => {
      return (now, from) =>
        db.asService(async (tx) => {
          await allowLongWork(tx);
          return await remove(tx, addSeconds(now, -keptSeconds), limit, from);
        });
    }),
  ];
  const allJobs = jobs.map((job) => ({ job, from: [] as Place }));
  let left = allJobs;
  let restsUntil = new Date(0);

  /**
   * Erases pupils after their school's retention period, with addresses and passwords (product rule
   * 14).
   */
  async function erasePupils(now: Date): Promise<Place | undefined> {
    return await db.asService(async (tx) => {
      await allowLongWork(tx);
      const pupils = await execute(tx, claimLeftPupils(now, batchSize));
      if (pupils.length === 0) return undefined;
      await removeLeftPupils(tx, pupils);
      const bySchool = Map.groupBy(pupils, ({ schoolId }) => schoolId);
      for (const [schoolId, erased] of bySchool) {
        await deps.audit(tx, { schoolId, actor: theService, origin: {} }, erased.map(erasure));
      }
      return pupils.length === batchSize ? [] : undefined;
    });
  }

  /**
   * Deletes old changes of home logins. When the database was restored from a dump of another
   * cluster, the feed starts again.
   */
  async function removeChanges(): Promise<Place | undefined> {
    return await db.asService(async (tx) => {
      await allowLongWork(tx);
      if (!(await execute(tx, confirmFeed()))) await execute(tx, renewFeed());
      const removed = await execute(tx, removeOldChanges(changesKeptDays, rowsLookedAt));
      return removed === rowsLookedAt ? [] : undefined;
    });
  }

  return {
    step: async () => {
      const now = clock.now();
      if (now < restsUntil) return "resting";
      const unfinished: typeof left = [];
      for (const { job, from } of left) {
        const place = await job(now, from);
        if (place) unfinished.push({ job, from: place });
      }
      left = unfinished;
      if (left.length > 0) return "unfinished";
      left = allJobs;
      restsUntil = addSeconds(now, hourSeconds);
      return "finished";
    },
  };
}

function erasure({ id: pupilId }: LeftPupil) {
  return { action: "pupil-erased", pupilId } as const;
}
