import { readFile } from "node:fs/promises";
import t from "tap";
import { expectNothingLost, settleMail, untilSent } from "../faults/aftermath.ts";
import { audit, prepareAudit } from "../faults/audit.ts";
import { startLoad } from "../faults/load.ts";
import { drawChance, hangMs, scaled, seedOf } from "../faults/scale.ts";
import { prepareSchool } from "../faults/school.ts";
import { addSchool } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { serviceNames, startCluster } from "./cluster.ts";
import { databaseUrlAt } from "./database-hosts.ts";

interface LocalWrite {
  readonly host: string;
  readonly number: number;
  readonly atMs: number;
}

const partitions = scaled({ short: 1, full: 3 });
const pupilCount = 600;
/** Acknowledgements of the standby that arrived before the cut. */
const inFlightMs = 100;
const writesMin = 20;

t.setTimeout(hangMs);

t.test(
  "a primary that is cut off acknowledges nothing, and nothing acknowledged is lost",
  async (t) => {
    const chance = drawChance(seedOf(t));
    const cluster = await startCluster(t);
    const { network, databases, smtp, caller } = cluster;
    const { insist } = caller;
    const first = await cluster.connect();
    await prepareAudit(first);
    await first.query(
      "create table local_writes (host text, number integer, primary key (host, number))",
    );
    await first.end();
    const { token, pupils } = await prepareSchool(insist, await addSchool(cluster.env), pupilCount);
    const load = startLoad({ t, insist, token, smtp, chance, pupils });
    const acknowledged: LocalWrite[] = [];
    let afterCut = 0;

    for (let partition = 1; partition <= partitions; partition += 1) {
      const leader = await until("leader", databases.leader);
      const host = network.host(leader);
      const source = `${leader}, partition ${partition}`;
      const url = databaseUrlAt("127.0.0.1", 5432, "thuisinlog");
      const writer = host.start(process.execPath, [
        new URL("local-writer.ts", import.meta.url).pathname,
        ...[url, source],
      ]);
      const writes = async () =>
        (await readFile(host.log, "utf8"))
          .split("\n")
          .filter((line) => line.startsWith(`{"host":"${source}"`) && line.endsWith("}"))
          .map((line) => JSON.parse(line) as LocalWrite);
      await until("local writes", async () => (await writes()).length >= writesMin || undefined);

      await host.cut();
      const cutMs = Date.now();
      const contact = `https://school.example/${partition}`;
      await insist("updateSchool", { token, body: { contact } });
      t.not(await until("leader", databases.leader), leader, "another host leads");
      load.requireGoing();
      await host.join();
      await databases.untilWhole();
      t.not(await databases.leader(), leader, "the former primary follows");
      t.equal((await insist("getSchool", { token })).body.contact, contact);
      writer.kill("SIGKILL");
      const all = await writes();
      acknowledged.push(...all);
      afterCut += all.filter(({ atMs }) => atMs > cutMs + inFlightMs).length;
    }

    await load.stop();
    const database = await cluster.connect();
    t.teardown(() => database.end());
    await settleMail(t, database, [...cluster.replicas.values()]);
    for (const name of serviceNames) await cluster.startReplica(name);
    await untilSent(database);
    expectNothingLost(t, await audit(database, smtp, load.homes));

    const { rows } = await database.query<LocalWrite>("select host, number from local_writes");
    const there = new Set(rows.map(({ host, number }) => `${host} ${number}`));
    const lost = acknowledged.filter(({ host, number }) => !there.has(`${host} ${number}`));
    t.strictSame(lost, [], "every acknowledged local write is on the new primary");
    t.equal(afterCut, 0, "a primary without a standby acknowledges nothing");
    const { lostCount, unavailableCount } = caller;
    t.comment(
      JSON.stringify({
        partitions,
        localWrites: acknowledged.length,
        afterCut,
        ...load.counts,
        lostCalls: lostCount,
        unavailableCount,
      }),
    );
  },
);
