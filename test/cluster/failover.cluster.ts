import t from "tap";
import { expectNothingLost, settleMail, untilSent } from "../faults/aftermath.ts";
import { audit, prepareAudit } from "../faults/audit.ts";
import { startLoad } from "../faults/load.ts";
import { drawChance, hangMs, scaled, seedOf } from "../faults/scale.ts";
import { prepareSchool } from "../faults/school.ts";
import { addSchool } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { serviceNames, startCluster } from "./cluster.ts";

const deaths = scaled({ short: 2, full: 20 });
const pupilCount = 1_500;
/** Acknowledged changes and mails between two deaths, at most. */
const workMax = 200;
const workMaxMs = 150_000;

t.setTimeout(hangMs);

t.test(`a primary whose host dies ${deaths} times under load loses nothing`, async (t) => {
  const chance = drawChance(seedOf(t));
  const cluster = await startCluster(t);
  const { network, databases, smtp, caller } = cluster;
  const { insist } = caller;
  const first = await cluster.connect();
  await prepareAudit(first);
  await first.end();
  const client = await addSchool(cluster.env);
  const { token, pupils } = await prepareSchool(insist, client, pupilCount);
  const load = startLoad({ t, insist, token, smtp, chance, pupils });
  const workDone = () => {
    load.requireGoing();
    return smtp.messages.length + Object.values(load.counts).reduce((sum, count) => sum + count);
  };
  const recoveryMs: number[] = [];

  for (let death = 1; death <= deaths; death += 1) {
    const enough = workDone() + chance.below(workMax);
    await until("work", () => workDone() >= enough || undefined, workMaxMs);
    const leader = await until("leader", databases.leader);
    const startedAt = performance.now();
    await network.host(leader).die();
    const contact = `https://school.example/${death}`;
    const changed = await insist("updateSchool", { token, body: { contact } });
    t.equal(changed.body.contact, contact);
    recoveryMs.push(Math.round(performance.now() - startedAt));
    t.not(await until("leader", databases.leader), leader, "another host leads");
    await databases.start(leader);
    await databases.untilWhole();
    t.equal((await insist("getSchool", { token })).body.contact, contact);
    t.comment(`${death} deaths, ${recoveryMs.at(-1)} ms, ${JSON.stringify(load.counts)}`);
  }

  await load.stop();
  const database = await cluster.connect();
  t.teardown(() => database.end());
  const held = await settleMail(t, database, [...cluster.replicas.values()]);
  for (const name of serviceNames) await cluster.startReplica(name);
  await untilSent(database);
  const findings = await audit(database, smtp, load.homes);
  expectNothingLost(t, findings);
  const sessions = load.homes.filter(({ refreshToken }) => refreshToken !== undefined);
  const isOpen = async ({ refreshToken }: (typeof sessions)[number]) =>
    (await insist("refreshHomeSession", { body: { refreshToken } })).status === 201;
  t.notOk((await Promise.all(sessions.map(isOpen))).includes(false), "every session is still open");
  t.ok(load.counts.redeemed, "the load redeemed links");

  const sorted = recoveryMs.toSorted((one, other) => one - other);
  const { mailCount, duplicateCount, unsureCount } = findings;
  const { lostCount, unavailableCount } = caller;
  t.comment(
    JSON.stringify({
      deaths,
      medianMs: sorted[Math.floor(sorted.length / 2)],
      worstMs: sorted.at(-1),
      ...load.counts,
      lostCalls: lostCount,
      unavailableCount,
      mailCount,
      duplicateCount,
      unsureCount,
      heldAtEnd: held,
      sessions: sessions.length,
    }),
  );
});
