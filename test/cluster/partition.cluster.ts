import { readFile } from "node:fs/promises";
import t from "tap";
import { hangMs, scaled } from "../faults/scale.ts";
import { until } from "../integration/until.ts";
import { databaseUrlAt } from "./database-hosts.ts";
import { startLoadedCluster } from "./loaded-cluster.ts";

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
    const cluster = await startLoadedCluster(t, pupilCount);
    const { network, databases, insist, token, load } = cluster;
    const first = await cluster.connect();
    await first.query(
      "create table local_writes (host text, number integer, primary key (host, number))",
    );
    await first.end();
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

    const { database } = await cluster.endAndAudit();
    const { rows } = await database.query<LocalWrite>("select host, number from local_writes");
    const there = new Set(rows.map(({ host, number }) => `${host} ${number}`));
    const lost = acknowledged.filter(({ host, number }) => !there.has(`${host} ${number}`));
    t.strictSame(lost, [], "every acknowledged local write is on the new primary");
    t.equal(afterCut, 0, "a primary without a standby acknowledges nothing");
    const { lostCount, unavailableCount } = cluster.caller;
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
