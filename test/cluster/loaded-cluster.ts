// The cluster with a school whose families and teachers use it, and the audit afterwards.
import type { Test } from "tap";
import { expectNothingLost, settleMail, untilSent } from "../faults/aftermath.ts";
import { audit, prepareAudit } from "../faults/audit.ts";
import { startLoad } from "../faults/load.ts";
import { drawChance, seedOf } from "../faults/scale.ts";
import { prepareSchool } from "../faults/school.ts";
import { addSchool } from "../integration/service-process.ts";
import { serviceNames, startCluster } from "./cluster.ts";

/** Starts the cluster, and a load on a school with this many pupils. */
export async function startLoadedCluster(t: Test, pupilCount: number) {
  const chance = drawChance(seedOf(t));
  const cluster = await startCluster(t);
  const { smtp } = cluster;
  const { insist } = cluster.caller;
  const first = await cluster.connect();
  await prepareAudit(first);
  await first.end();
  const { token, pupils } = await prepareSchool(insist, await addSchool(cluster.env), pupilCount);
  const load = startLoad({ t, insist, token, smtp, chance, pupils });

  return {
    ...cluster,
    chance,
    insist,
    /** Of a coordinator. */
    token,
    load,
    /**
     * Ends the load, sends the remaining mail, and compares everything that was acknowledged with the database
     * and the delivered mail. Returns a connection to the primary, which ends with the test.
     */
    async endAndAudit() {
      await load.stop();
      const database = await cluster.connect();
      t.teardown(() => database.end());
      const held = await settleMail(t, database, [...cluster.replicas.values()]);
      for (const name of serviceNames) await cluster.startReplica(name);
      await untilSent(database);
      const findings = await audit(database, smtp, load.homes);
      expectNothingLost(t, findings);
      return { database, findings, held };
    },
  };
}
