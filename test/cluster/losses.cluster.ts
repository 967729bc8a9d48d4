import t, { type Test } from "tap";
import { expectNothingLost, settleMail, untilSent } from "../faults/aftermath.ts";
import { audit, prepareAudit } from "../faults/audit.ts";
import { startLoad } from "../faults/load.ts";
import { drawChance, hangMs, seedOf } from "../faults/scale.ts";
import { prepareSchool } from "../faults/school.ts";
import { addSchool } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createApi } from "../support/api.ts";
import { proxyName, serviceNames, startCluster } from "./cluster.ts";
import { databaseNames, etcdNames } from "./database-hosts.ts";
import { poolerName, startPooler } from "./pooler.ts";

const pupilCount = 600;

t.setTimeout(hangMs);

t.test(
  "the loss of standbys, of etcd, of the proxy and of the pooler loses nothing, and each ends by itself",
  async (t) => {
    const chance = drawChance(seedOf(t));
    const cluster = await startCluster(t);
    const { network, databases, smtp, caller, url } = cluster;
    const { insist } = caller;
    const api = createApi(url);
    const first = await cluster.connect();
    await prepareAudit(first);
    await first.end();
    const { token, pupils } = await prepareSchool(insist, await addSchool(cluster.env), pupilCount);
    const load = startLoad({ t, insist, token, smtp, chance, pupils });
    let changes = 0;

    /** Changes the school once, without a retry. */
    async function change() {
      changes += 1;
      const contact = `https://school.example/${changes}`;
      return { contact, answer: await api("updateSchool", { token, body: { contact } }) };
    }

    const untilChanged = async () =>
      await until("change", async () => {
        load.requireGoing();
        const { contact, answer } = await change();
        if (answer.status !== 200) return undefined;
        t.equal(answer.body.contact, contact);
        return true;
      });

    async function expectRefused(t: Test): Promise<void> {
      const refused = await until("refused change", async () => {
        const { answer } = await change();
        return answer.status === 200 ? undefined : answer;
      });
      t.equal(refused.status, 503);
      t.match(refused.headers.get("retry-after"), /^\d+$/);
    }

    await t.test("the synchronous standby dies: the other one takes its place", async () => {
      const [standby = ""] = await databases.hostsThatAre("synchronous");
      await network.host(standby).die();
      await untilChanged();
      await databases.start(standby);
      await databases.untilWhole();
    });

    await t.test("both standbys die: changes answer 503, reads are answered", async (t) => {
      const leader = await until("leader", databases.leader);
      const standbys = databaseNames.filter((name) => name !== leader);
      for (const standby of standbys) await network.host(standby).die();
      await expectRefused(t);
      t.equal((await insist("listGroups", { token })).status, 200);
      for (const standby of standbys) await databases.start(standby);
      await untilChanged();
      await databases.untilWhole();
    });

    await t.test("one etcd dies: nothing happens", async (t) => {
      await network.host(etcdNames[0]).die();
      await untilChanged();
      await databases.start(etcdNames[0]);
      t.ok(await databases.leader());
    });

    await t.test("two etcd die: changes answer 503 until one is back", async (t) => {
      for (const name of etcdNames.slice(1)) await network.host(name).die();
      await expectRefused(t);
      await databases.start(etcdNames[1]);
      await untilChanged();
      await databases.start(etcdNames[2]);
      await databases.untilWhole();
    });

    await t.test("the proxy dies and starts again", async () => {
      await network.host(proxyName).die();
      await cluster.startProxy();
      await untilChanged();
    });

    await t.test("the pooler dies and starts again: its replica answers again", async (t) => {
      await network.host(poolerName).die();
      await startPooler(network);
      const pooled = createApi(cluster.replicas.get(serviceNames[1])?.url ?? "");
      const isServed = async () => (await pooled("listGroups", { token })).status === 200;
      t.ok(await until("answer", async () => (await isServed()) || undefined));
      await untilChanged();
    });

    await load.stop();
    const database = await cluster.connect();
    t.teardown(() => database.end());
    await settleMail(t, database, [...cluster.replicas.values()]);
    for (const name of serviceNames) await cluster.startReplica(name);
    await untilSent(database);
    expectNothingLost(t, await audit(database, smtp, load.homes));
    const { lostCount, unavailableCount } = caller;
    t.comment(JSON.stringify({ ...load.counts, lostCalls: lostCount, unavailableCount }));
  },
);
