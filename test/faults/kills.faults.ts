import pg from "pg";
import t from "tap";
import { addSchool, environmentOf } from "../integration/service-process.ts";
import { createTestDatabase } from "../support/database.ts";
import { startSmtpServer } from "../support/smtp-server.ts";
import { expectNothingLost, settleMail, untilSent } from "./aftermath.ts";
import { audit, prepareAudit } from "./audit.ts";
import { killUnderLoad } from "./kill-loop.ts";
import { startLoad } from "./load.ts";
import { createReplicas } from "./replicas.ts";
import { drawChance, hangMs, scaled, seedOf } from "./scale.ts";
import { prepareSchool } from "./school.ts";

const kills = scaled({ short: 4, full: 200 });
const pupilCount = scaled({ short: 200, full: 1_500 });

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
  const first = [replicas.launch(), replicas.launch()];
  const { token, pupils } = await prepareSchool(replicas.insist, await addSchool(env), pupilCount);
  const load = startLoad({ t, insist: replicas.insist, token, smtp, chance, pupils });
  const running = await killUnderLoad({ t, replicas, running: first, kills, load, smtp, chance });
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
