import { addSeconds, type Clock } from "../../domain/clock.ts";
import { allowLongWork, type Database } from "../../store/database.ts";
import {
  claimLeftPupils,
  type LeftPupil,
  type Place,
  type RemoveBatch,
  removeClosedLinks,
  removeExpiredDevices,
  removeExpiredMailCoolDowns,
  removeExpiredThrottles,
  removeLeftPupils,
  removeOldLinkRequests,
  removeOverSessions,
  removePastAuditEvents,
  removeSettledMails,
} from "../../store/operator/retention.ts";
import { type RecordAudit, theService } from "../shared/audit.ts";

/**
 * `resting`: it was done less than an hour ago. `unfinished`: there may be more, come again at once.
 * `finished`: nothing is left that is to go.
 */
export type RetentionOutcome = "resting" | "unfinished" | "finished";

export interface RetentionService {
  /** One step: removes a batch of all that is left and kept no longer. Any number of replicas may. */
  step(): Promise<RetentionOutcome>;
}

/** Does a batch, and returns where to go on; `undefined` when nothing is left. */
type Job = (now: Date, from: Place) => Promise<Place | undefined>;

const batchSize = 200;
const rowsLookedAt = 1_000;
const schoolsLookedAt = 40;
const hourSeconds = 60 * 60;
const daySeconds = 24 * hourSeconds;

/** How long each is kept after it is over, and how many rows are taken at a time. */
type Removal = readonly [remove: RemoveBatch, keptSeconds: number, limit: number];

const removals: readonly Removal[] = [
  [removeOverSessions, 0, batchSize],
  // So long a family that opens an old mail hears that its link was used, replaced or expired.
  [removeClosedLinks, 90 * daySeconds, rowsLookedAt],
  // So long an operator can see what a mail server answered.
  [removeSettledMails, 90 * daySeconds, rowsLookedAt],
  [removeExpiredDevices, 0, batchSize],
  [removeExpiredThrottles, 0, batchSize],
  [removeExpiredMailCoolDowns, 0, batchSize],
  // Answered within seconds; after a day nobody waits for the mail any more.
  [removeOldLinkRequests, daySeconds, batchSize],
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

  /** Product rule 14: who left long enough ago, with addresses and passwords. */
  async function erasePupils(now: Date): Promise<Place | undefined> {
    return await db.asService(async (tx) => {
      await allowLongWork(tx);
      const pupils = await claimLeftPupils(tx, now, batchSize);
      if (pupils.length === 0) return undefined;
      await removeLeftPupils(tx, pupils);
      const bySchool = Map.groupBy(pupils, ({ schoolId }) => schoolId);
      for (const [schoolId, erased] of bySchool) {
        await deps.audit(tx, { schoolId, actor: theService, origin: {} }, erased.map(erasure));
      }
      return pupils.length === batchSize ? [] : undefined;
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
