import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import t from "tap";
import { addSchool, environmentOf } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createTestDatabase } from "../support/database.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { expectNothingLost, settleMail, untilSent } from "./aftermath.ts";
import { audit, prepareAudit } from "./audit.ts";
import { startLoad } from "./load.ts";
import { createReplicas } from "./replicas.ts";
import { drawChance, hangMs, scaled, seedOf } from "./scale.ts";
import { prepareSchool } from "./school.ts";

const kills = scaled({ short: 4, full: 200 });
const pupilCount = scaled({ short: 200, full: 1_500 });
/** Maximum work between two kills, in responses and mails: a slow machine kills as often for the same work. */
const workMax = 60;
/** Probability that a replica is killed before it listens. */
const killedInStartup = 0.15;
const startupMaxMs = 1_000;
/** Deadline for this work; longer than the lease on mail of a killed replica. */
const workMaxMs = 150_000;
const reportEvery = 20;

t.setTimeout(hangMs);

t.test(`a service that is killed ${kills} times under load loses nothing`, async (t) => {
  const chance = drawChance(seedOf(t));
  const databaseUrl = await createTestDatabase(t);
  const smtp = await startSmtpServer(t);
  const env = environmentOf(databaseUrl, smtp.url);
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  t.teardown(() => database.end());
  await prepareAudit(database);

  const replicas = createReplicas(t, env, chance);
  const running = [replicas.launch(), replicas.launch()];
  const { token, pupils } = await prepareSchool(replicas.insist, await addSchool(env), pupilCount);
  const load = startLoad({ t, insist: replicas.insist, token, smtp, chance, pupils });

  function workDone(): number {
    load.requireGoing();
    return smtp.messages.length + Object.values(load.counts).reduce((sum, count) => sum + count);
  }
  for (let kill = 0; kill < kills; kill += 1) {
    const victim = running.shift();
    if (chance.happens(killedInStartup)) await delay(chance.below(startupMaxMs));
    else {
      await victim?.listens;
      const enough = workDone() + chance.below(workMax);
      await until("work", () => workDone() >= enough || undefined, workMaxMs);
    }
    await victim?.killHard();
    running.push(replicas.launch());
    if ((kill + 1) % reportEvery === 0)
      t.comment(`${kill + 1} kills, ${JSON.stringify(load.counts)}`);
  }
  await Promise.all(running.map(({ listens }) => listens));
  await load.stop();
  const held = await settleMail(t, database, running);
  replicas.launch();
  await untilSent(database);

  const findings = await audit(database, smtp, load.homes);
  expectNothingLost(t, findings);
  const sessions = load.homes.filter(({ refreshToken }) => refreshToken !== undefined);
  const isOpen = async ({ refreshToken }: (typeof sessions)[number]) =>
    (await replicas.insist("refreshHomeSession", { body: { refreshToken } })).status === 201;
  const open = await Promise.all(sessions.map(isOpen));
  t.notOk(open.includes(false), "every session is still open");

  const { mailCount, duplicateCount, unsureCount } = findings;
  const { lostCount } = replicas;
  t.comment(
    JSON.stringify({
      ...load.counts,
      kills,
      lostCalls: lostCount,
      mailCount,
      duplicateCount,
      unsureCount,
      heldAtEnd: held,
      sessions: sessions.length,
    }),
  );
  t.ok(load.counts.redeemed, "the load redeemed links");
});
