import t from "tap";
import { hangMs, scaled } from "../faults/scale.ts";
import { until } from "../integration/until.ts";
import { startLoadedCluster } from "./loaded-cluster.ts";

const deaths = scaled({ short: 2, full: 20 });
const pupilCount = 1_500;
/** Acknowledged changes and mails between two deaths, at most. */
const workMax = 200;
const workMaxMs = 150_000;

t.setTimeout(hangMs);

t.test(`a primary whose host dies ${deaths} times under load loses nothing`, async (t) => {
  const cluster = await startLoadedCluster(t, pupilCount);
  const { network, databases, smtp, insist, token, load, chance } = cluster;
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

  const { findings, held } = await cluster.endAndAudit();
  const sessions = load.homes.filter(({ refreshToken }) => refreshToken !== undefined);
  const isOpen = async ({ refreshToken }: (typeof sessions)[number]) =>
    (await insist("refreshHomeSession", { body: { refreshToken } })).status === 201;
  t.notOk((await Promise.all(sessions.map(isOpen))).includes(false), "every session is still open");
  t.ok(load.counts.redeemed, "the load redeemed links");

  const sorted = recoveryMs.toSorted((one, other) => one - other);
  const { mailCount, duplicateCount, unsureCount } = findings;
  const { lostCount, unavailableCount } = cluster.caller;
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
