import { addSeconds, type Clock } from "../../domain/clock.ts";
import { type Database, execute } from "../../store/database.ts";
import { recordExpired } from "../../store/school/home-login-changes.ts";

export interface ExpiredInvitationService {
  /**
   * Records one batch of invitations that have expired, so that they are in the feed of changes, each
   * once. Resolves to whether there may be more. Safe to run concurrently.
   */
  step(): Promise<boolean>;
}

const batchSize = 500;
const restSeconds = 10;

export function createExpiredInvitationService(deps: {
  readonly db: Database;
  readonly clock: Clock;
}): ExpiredInvitationService {
  const { db, clock } = deps;
  let restsUntil = new Date(0);

  return {
    step: async () => {
      const now = clock.now();
      if (now < restsUntil) return false;
      if ((await db.asService((tx) => execute(tx, recordExpired(now, batchSize)))) > 0) return true;
      restsUntil = addSeconds(now, restSeconds);
      return false;
    },
  };
}
