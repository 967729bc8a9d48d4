import t, { type Test } from "tap";
import { hangMs } from "../faults/scale.ts";
import { until } from "../integration/until.ts";
import { createApi } from "../support/api.ts";
import { proxyName, serviceNames } from "./cluster.ts";
import { databaseNames, etcdNames } from "./database-hosts.ts";
import { startLoadedCluster } from "./loaded-cluster.ts";
import { poolerName, startPooler } from "./pooler.ts";

const pupilCount = 600;

t.setTimeout(hangMs);

t.test(
  "the loss of standbys, of etcd, of the proxy and of the pooler loses nothing, and each ends by itself",
  async (t) => {
    const cluster = await startLoadedCluster(t, pupilCount);
    const { network, databases, insist, token, load } = cluster;
    const api = createApi(cluster.url);
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

    await cluster.endAndAudit();
    const { lostCount, unavailableCount } = cluster.caller;
    t.comment(JSON.stringify({ ...load.counts, lostCalls: lostCount, unavailableCount }));
  },
);
