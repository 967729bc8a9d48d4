import { after, type Clock } from "../domain/clock.ts";
import type { Database } from "../store/database.ts";
import {
  claimLeftPupils,
  type LeftPupil,
  type RemoveBatch,
  removeClosedLinks,
  removeExpiredDevices,
  removeExpiredThrottles,
  removeLeftPupils,
  removeOldLinkRequests,
  removeOverSessions,
  removeSettledMails,
} from "../store/retention.ts";
import { type RecordAudit, theService } from "./audit.ts";

/**
 * `resting`: it was done less than an hour ago. `unfinished`: there may be more, come again at once.
 * `finished`: nothing is left that is to go.
 */
export type RetentionOutcome = "resting" | "unfinished" | "finished";

export interface RetentionService {
  /** One step: removes a batch of everything that is kept no longer. Any number of replicas may. */
  step(): Promise<RetentionOutcome>;
}

const batchSize = 200;
const hourSeconds = 60 * 60;
const daySeconds = 24 * hourSeconds;

/** How long each is kept after it is over. */
const removals: readonly (readonly [remove: RemoveBatch, keptSeconds: number])[] = [
  [removeOverSessions, 0],
  // So long a family that opens an old mail hears that its link was used, replaced or expired.
  [removeClosedLinks, 90 * daySeconds],
  // So long an operator can see what a mail server answered.
  [removeSettledMails, 90 * daySeconds],
  [removeExpiredDevices, 0],
  [removeExpiredThrottles, 0],
  // Answered within seconds; after a day nobody waits for the mail any more.
  [removeOldLinkRequests, daySeconds],
];

export function createRetentionService(deps: {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: RecordAudit;
}): RetentionService {
  const { db, clock } = deps;
  let restsUntil = new Date(0);

  /** Product rule 14: who left long enough ago, with addresses and passwords. */
  async function erasePupils(now: Date): Promise<number> {
    return await db.asService(async (tx) => {
      const pupils = await claimLeftPupils(tx, now, batchSize);
      if (pupils.length === 0) return 0;
      await removeLeftPupils(tx, pupils);
      const bySchool = Map.groupBy(pupils, ({ schoolId }) => schoolId);
      for (const [schoolId, erased] of bySchool) {
        await deps.audit(tx, { schoolId, actor: theService, origin: {} }, erased.map(erasure));
      }
      return pupils.length;
    });
  }

  return {
    step: async () => {
      const now = clock.now();
      if (now < restsUntil) return "resting";
      const removed = [await erasePupils(now)];
      for (const [remove, keptSeconds] of removals) {
        const before = after(now, -keptSeconds);
        removed.push(await db.asService((tx) => remove(tx, before, batchSize)));
      }
      if (removed.some((count) => count === batchSize)) return "unfinished";
      restsUntil = after(now, hourSeconds);
      return "finished";
    },
  };
}

function erasure({ id: pupilId }: LeftPupil) {
  return { action: "pupil-erased", pupilId } as const;
}
