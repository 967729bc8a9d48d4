// The share of the connection pool that the school side may take, so that families, probes and
// background work always find a connection, and one school leaves connections to the others.
import type { Database } from "../../store/database.ts";
import { createFairShare, createFairShares } from "./fair-share.ts";

export type SchoolDatabase = Pick<Database, "inSchool" | "inSchoolSnapshot" | "askInSchool">;

/** Of all connections, how many the school side takes at most, and how many one school. */
export function schoolConnectionsMax(connectionsMax: number): {
  readonly ofAll: number;
  readonly ofOne: number;
} {
  const ofAll = Math.max(1, Math.floor((connectionsMax * 3) / 5));
  return { ofAll, ofOne: Math.ceil(ofAll / 2) };
}

/** As long as a transaction waits for a connection of the pool. */
const waitMaxMs = 5_000;
const waitingMax = 200;

/**
 * The same database within the school side's share. A transaction that finds no connection throws
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
    detail: "Schools ask for more than the service can do at this moment.",
  });
  const shareOfSchool = createFairShares({
    ...limits,
    placesMax: ofOne,
    detail: "This school asks for more than its share at this moment.",
  });
  const run = <Result>(schoolId: string, work: () => Promise<Result>) =>
    shareOfSchool.run(schoolId, () => share.run(work));

  return {
    inSchool: (schoolId, work) => run(schoolId, () => db.inSchool(schoolId, work)),
    inSchoolSnapshot: (schoolId, work) => run(schoolId, () => db.inSchoolSnapshot(schoolId, work)),
    askInSchool: (schoolId, questions) => run(schoolId, () => db.askInSchool(schoolId, questions)),
  };
}
