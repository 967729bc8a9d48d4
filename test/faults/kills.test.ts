import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import t from "tap";
import { addSchool, environmentOf } from "../integration/service-process.ts";
import { until } from "../integration/until.ts";
import { createDatabase } from "../support/database.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { audit } from "./audit.ts";
import { startLoad } from "./load.ts";
import { createReplicas } from "./replicas.ts";
import { drawChance, scaled, seedOf } from "./scale.ts";
import { prepareSchool } from "./school.ts";

const kills = scaled({ short: 4, full: 200 });
const pupilCount = scaled({ short: 200, full: 1_500 });
/** From when a replica listens; now and then one does not get that far. */
const lifetimeMaxMs = 2_000;
const killedInStartup = 0.15;
const stopMaxMs = 10_000;

t.setTimeout(scaled({ short: 120_000, full: 1_800_000 }));

t.test(`of a service that is killed ${kills} times under load nothing is lost`, async (t) => {
  const chance = drawChance(seedOf(t));
  const databaseUrl = await createDatabase(t);
  const smtp = await startSmtpServer(t);
  const env = environmentOf(databaseUrl, smtp.url);
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  t.teardown(() => database.end());

  const replicas = createReplicas(t, env, chance);
  const running = [replicas.launch(), replicas.launch()];
  const { token, pupils } = await prepareSchool(replicas.insist, await addSchool(env), pupilCount);
  const load = startLoad({ insist: replicas.insist, token, smtp, chance, pupils });

  for (let kill = 0; kill < kills; kill += 1) {
    const victim = running.shift();
    const lifetimeMs = chance.below(lifetimeMaxMs);
    if (!chance.happens(killedInStartup)) await victim?.listens;
    await delay(lifetimeMs);
    await victim?.killHard();
    running.push(replicas.launch());
  }
  await Promise.all(running.map(({ listens }) => listens));
  await load.stop();
  for (const replica of running) replica.kill("SIGTERM");
  for (const replica of running) {
    t.equal(await until("end of a replica", () => replica.exitCode, stopMaxMs), 0);
  }
  const held = await database.query(
    "update mails set available_at = now() where settled_at is null and attempts > 0 and available_at > now()",
  );
  replicas.launch();
  await until("outbox that is empty", async () => {
    const { rowCount } = await database.query("select from mails where settled_at is null");
    return rowCount === 0 || undefined;
  });

  const findings = await audit(database, smtp, load.homes);
  t.same(findings.lost, [], "every acknowledged change is there");
  t.same(findings.half, [], "none is half there");
  t.same(findings.withoutMail, [], "every invited address gets its mail");
  t.same(findings.doubled, [], "at most one duplicate for each killed send, and the same");
  const sessions = load.homes.filter(({ refreshToken }) => refreshToken !== undefined);
  const isOpen = async ({ refreshToken }: (typeof sessions)[number]) =>
    (await replicas.insist("refreshHomeSession", { body: { refreshToken } })).status === 201;
  const open = await Promise.all(sessions.map(isOpen));
  t.notOk(open.includes(false), "every session that was opened still is");

  const { mailCount, duplicateCount, killedSendCount } = findings;
  const { lostCount } = replicas;
  t.comment(
    JSON.stringify({
      ...load.counts,
      kills,
      lostCalls: lostCount,
      mailCount,
      duplicateCount,
      killedSendCount,
      heldAtEnd: held.rowCount,
      sessions: sessions.length,
    }),
  );
  t.ok(load.counts.redeemed, "and there was something to lose");
});
