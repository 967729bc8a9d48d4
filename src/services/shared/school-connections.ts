// Limits the share of the connection pool that the school side takes, so that families, probes and
// background jobs always find a connection, and one school leaves connections to the others.
import { say } from "../../domain/messages/messages.ts";
import type { Database } from "../../store/database.ts";
import { createFairShare, createFairShares } from "./fair-share.ts";

export type SchoolDatabase = Pick<Database, "inSchool" | "inSchoolSnapshot" | "pipelineInSchool">;

/** Returns the maximum number of connections of the school side, and of one school. */
export function schoolConnectionsMax(connectionsMax: number): {
  readonly ofAll: number;
  readonly ofOne: number;
} {
  const ofAll = Math.max(1, Math.floor((connectionsMax * 3) / 5));
  return { ofAll, ofOne: Math.ceil(ofAll / 2) };
}

/** Equal to the wait time of the connection pool. */
const waitMaxMs = 5_000;
const waitingMax = 200;

/**
 * Wraps the database in the school side's share. A transaction that finds no connection throws
 * `unavailable`, as it does when the whole pool is taken.
 */
export function createSchoolConnections(
  db: SchoolDatabase,
  connectionsMax: number,
): SchoolDatabase {
  const { ofAll, ofOne } = schoolConnectionsMax(connectionsMax);
  const limits = { waitingMax, waitMaxMs };
  const share = createFairShare({
    ...limits,
    placesMax: ofAll,
    detail: say("schools-busy"),
  });
  const shareOfSchool = createFairShares({
    ...limits,
    placesMax: ofOne,
    detail: say("school-share"),
  });
  const run = <Result>(schoolId: string, work: () => Promise<Result>) =>
    shareOfSchool.run(schoolId, () => share.run(work));

  return {
    inSchool: (schoolId, work) => run(schoolId, () => db.inSchool(schoolId, work)),
    inSchoolSnapshot: (schoolId, work) => run(schoolId, () => db.inSchoolSnapshot(schoolId, work)),
    pipelineInSchool: (schoolId, statements) =>
      run(schoolId, () => db.pipelineInSchool(schoolId, statements)),
  };
}
